import { runOperatorCommand } from './lib/operator-command.mjs';

await runOperatorCommand({ command: 'npm run reconcile', program: 'dist/src/reconcile.js' });
