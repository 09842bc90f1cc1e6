import { runOperatorCommand } from './lib/operator-command.mjs';

await runOperatorCommand({ command: 'npm run hub:init', program: 'dist/src/hub-init.js' });
