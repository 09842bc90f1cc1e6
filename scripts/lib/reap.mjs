// Run by the watchdog after its command died: stops what the run folder names and removes the folder.
import { removeRun } from './run-folder.mjs';

await removeRun(String(process.argv[2]));
