import { runOperatorCommand } from './lib/operator-command.mjs';

const args = process.argv.slice(2);
await runOperatorCommand({ command: 'npm run backends', program: 'dist/src/backends.js', args });
