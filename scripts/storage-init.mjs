import { runOperatorCommand } from './lib/operator-command.mjs';

await runOperatorCommand({ command: 'npm run storage:init', program: 'dist/src/storage-init.js' });
