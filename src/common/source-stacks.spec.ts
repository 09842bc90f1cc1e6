import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import ts from 'typescript';
import { showSourcesInStacks } from './source-stacks';

const SOURCE = ['interface Gone {', '  readonly name: string;', '}', '', 'export const fail = (): never => {'];

describe('showSourcesInStacks', () => {
  const before = Error.prepareStackTrace;
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stacks-'));
    const options = { compilerOptions: { sourceMap: true, module: ts.ModuleKind.CommonJS }, fileName: 'a.ts' };
    const { sourceMapText = '' } = ts.transpileModule([...SOURCE, "  throw new Error('x');", '};'].join('\n'), options);
    writeFileSync(join(folder, 'a.js.map'), sourceMapText);
    writeFileSync(join(folder, 'torn.js.map'), '{"version":');
    showSourcesInStacks(folder + sep);
  });
  afterAll(() => {
    Error.prepareStackTrace = before;
    rmSync(folder, { recursive: true });
  });

  const site = (file: string | null, line: number | null = 5): NodeJS.CallSite =>
    ({
      getFileName: () => file,
      getLineNumber: () => line,
      getColumnNumber: () => (line === null ? null : 11),
      toString: () => `fail (${file}:${line}:11)`,
    }) as NodeJS.CallSite;
  const stackOf = (error: Error, sites: readonly NodeJS.CallSite[]): unknown =>
    Error.prepareStackTrace?.(error, [...sites]);

  it('names the line of the source', () => {
    const stack = stackOf(new TypeError('broken'), [site(join(folder, 'a.js'))]);

    expect(stack).toBe(`TypeError: broken\n    at fail (${join(folder, 'a.ts')}:6:9)`);
  });

  it.each(['unmapped.js', 'torn.js', join('node_modules', 'a.js')])('leaves %s as it is', (name) => {
    const file = join(folder, name);

    expect(stackOf(new Error('broken'), [site(file)])).toBe(`Error: broken\n    at fail (${file}:5:11)`);
  });

  it('leaves places without a file or a line alone', () => {
    const stack = stackOf(new Error('broken'), [site(null), site(join(folder, 'a.js'), null)]);

    expect(stack).toBe(`Error: broken\n    at fail (null:5:11)\n    at fail (${join(folder, 'a.js')}:null:11)`);
  });

  it("tells the code of Node's own errors", () => {
    const error = Object.assign(new RangeError('too far'), { code: 'ERR_OUT_OF_RANGE' });

    expect(stackOf(error, [])).toBe('RangeError [ERR_OUT_OF_RANGE]: too far');
  });

  it('tells a stack of an error whose message cannot be told', () => {
    const error = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('never');
      },
    });

    expect(stackOf(error, [])).toBe('Error');
  });
});
