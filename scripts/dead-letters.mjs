import { runOperatorCommand } from './lib/operator-command.mjs';

const args = process.argv.slice(2);
await runOperatorCommand({ command: 'npm run dead-letters', program: 'dist/src/dead-letters.js', args });
