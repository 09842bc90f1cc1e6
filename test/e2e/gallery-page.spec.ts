import { get } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';

/** All script of the page, as it is sent to browsers. */
const MOST_SCRIPT_BYTES = 100 * 1024;

/** The page as a browser gets it; what it does is another suite's. */
describe('The page of the gallery', () => {
  let service: ServiceUnderTest;
  let page: Response;
  let html: string;

  beforeAll(async () => {
    service = await startServiceUnderTest();
    page = await fetch(`${service.url}/`);
    html = await page.text();
  }, 90_000);

  afterAll(() => service?.remove());

  it('is there for everyone, and is asked for again at each visit', () => {
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
  });

  it('may run its own script and style, talk to its own service, and nothing else', () => {
    const policy = (page.headers.get('content-security-policy') ?? '').split(/;\s*/).sort();

    expect(policy).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' blob:",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
      "trusted-types 'none'",
    ]);
  });

  it('holds no inline code, and names nothing of another host', () => {
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|<style|\sstyle=|javascript:/i);
    expect(assetsIn(html).every((path) => /^\.\/assets\/[\w.-]+$/.test(path))).toBe(true);
    expect(assetsIn(html).length).toBeGreaterThanOrEqual(3);
  });

  it('names assets that never change, so browsers keep them', async () => {
    const answers = await Promise.all(assetsIn(html).map((path) => fetch(new URL(path, `${service.url}/`))));

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('has at most 100 KB of script, compressed', async () => {
    const scripts = await Promise.all(scriptsOf(html).map((path) => bytesOf(service, path)));
    const compressed = scripts.reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0);

    expect(scripts.length).toBeGreaterThan(0);
    expect(compressed).toBeGreaterThan(5000);
    expect(compressed).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
  });

  it('is sent compressed to those who take it, and plain to others', async () => {
    const [script = ''] = scriptsOf(html);
    const plain = await bytesOf(service, script, { 'Accept-Encoding': 'gzip;q=0' });
    const raw = await rawAnswer(new URL(script, `${service.url}/`), 'br, gzip');

    expect(raw.encoding).toBe('gzip');
    expect(gunzipSync(raw.bytes)).toEqual(plain);
  });

  it.each(['/assets/nothing.js', '/assets/..%2f..%2fpackage.json', '/assets/index.html', '/index.html'])(
    'is not a way to any other file: %s',
    async (path) => {
      const answer = await fetch(`${service.url}${path}`);

      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );
});

function assetsIn(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, path = '']) => path);
}

const scriptsOf = (html: string): string[] => assetsIn(html).filter((path) => path.endsWith('.js'));

async function bytesOf(service: ServiceUnderTest, path: string, headers = {}): Promise<Buffer> {
  return Buffer.from(await (await fetch(new URL(path, `${service.url}/`), { headers })).arrayBuffer());
}

/** As it goes over the wire: `fetch` would unpack it. */
async function rawAnswer(url: URL, accepted: string): Promise<{ encoding: string | undefined; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'Accept-Encoding': accepted } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve({ encoding: answer.headers['content-encoding'], bytes: Buffer.concat(pieces) }));
    }).on('error', reject);
  });
}
