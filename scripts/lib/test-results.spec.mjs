import { describe, expect, it } from '@jest/globals';
import { areUnitTestsOnly, countLine } from './test-results.mjs';

describe('the count of a test run', () => {
  it('has a file that could not be run among the failed', () => {
    const line = countLine({ numPassedTests: 12, numFailedTests: 1, numRuntimeErrorTestSuites: 2 });

    expect(line).toBe('12 passed, 3 failed');
  });

  it('is a failure when there are no results', () => {
    const line = countLine(undefined);

    expect(line).toBe('0 passed, 1 failed');
  });
});

describe('a test run', () => {
  it.each([
    [['--selectProjects', 'unit'], true],
    [['--selectProjects=unit'], true],
    [['-t', 'x', '--selectProjects', 'unit', '--verbose'], true],
    [['--selectProjects', 'unit', 'e2e'], false],
    [['--selectProjects', 'integration'], false],
    [['src/hub'], false],
    [[], false],
  ])('with %j needs no server: %s', (args, expected) => {
    const answer = areUnitTestsOnly(args);

    expect(answer).toBe(expected);
  });
});
