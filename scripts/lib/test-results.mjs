/**
 * What Jest writes with `--json`, as far as it is read here.
 *
 * @typedef {object} JestResults
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numRuntimeErrorTestSuites files that could not be run at all
 */

/**
 * Counts a test run in the form that a machine looks for on the last line. A file that could not be run has failed,
 * and so has a run that left no results.
 *
 * @param {JestResults | undefined} results undefined when Jest wrote none
 * @returns {string} `N passed, N failed`
 */
export function countLine(results) {
  if (!results) return '0 passed, 1 failed';
  return `${results.numPassedTests} passed, ${results.numFailedTests + results.numRuntimeErrorTestSuites} failed`;
}

/**
 * @param {readonly string[]} args of Jest
 * @returns {boolean} whether only tests run that need neither a server nor the compiled service
 */
export function areUnitTestsOnly(args) {
  const at = args.findIndex((arg) => arg === '--selectProjects' || arg.startsWith('--selectProjects='));
  if (at === -1) return false;
  const inline = args[at]?.split('=')[1];
  if (inline) return inline === 'unit';
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => arg.startsWith('-'));
  // Without a flag behind them, what follows are project names to Jest.
  const names = end === -1 ? rest : rest.slice(0, end);
  return names[0] === 'unit' && !names.some((name) => name === 'integration' || name === 'e2e');
}
