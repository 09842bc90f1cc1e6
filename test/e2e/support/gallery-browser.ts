import { readFileSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Widths of the ends: a phone, and a desk. */
export const SIZES = { phone: { width: 375, height: 740 }, desktop: { width: 1440, height: 900 } } as const;

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA, and what axe calls best practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What is looked for in which colours. */
const LOOKS = {
  light: { type: 'tag', values: RULES },
  dark: { type: 'rule', values: ['color-contrast'] },
} as const;

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** Runs in the page, before anything of it. */
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  complain('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`;

/**
 * Starts Chromium.
 * @throws Error that says how to get one
 */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env.TEST_BROWSER_BIN;
  if (!executablePath) {
    throw new Error('TEST_BROWSER_BIN must be a Chromium: apt-get install chromium, then run the tests with npm test');
  }
  // As root, and in containers with little shared memory.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Somebody who looks at the gallery, and everything their browser complains about. */
export class GalleryVisit {
  /** Errors of the console and of scripts, violated policies, requests to others; answers that were refused are none of these. */
  readonly complaints: string[] = [];

  private constructor(
    readonly url: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async begin(browser: Browser, url: string): Promise<GalleryVisit> {
    const context = await browser.newContext({
      viewport: SIZES.desktop,
      acceptDownloads: true,
      reducedMotion: 'reduce',
    });
    // A loaded machine is slow, and what is waited for comes.
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const visit = new GalleryVisit(url, context, page);
    await visit.listen();
    return visit;
  }

  private async listen(): Promise<void> {
    const { page, complaints } = this;
    await page.exposeFunction('complain', (text: string) => complaints.push(text));
    await page.addInitScript({ content: TELL_VIOLATIONS });
    page.on('console', (message) => {
      // The browser writes down every answer that is no success; which ones there may be is what the tests are about.
      const isAnswer = message.text().startsWith('Failed to load resource:');
      if (['error', 'warning'].includes(message.type()) && !isAnswer) complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== this.url && !['blob:', 'data:'].includes(protocol)) complaints.push(`request: ${request.url()}`);
    });
  }

  /** Opens a page of the gallery, such as `#/jobs`. */
  async open(hash = ''): Promise<void> {
    await this.page.goto(`${this.url}/${hash}`);
  }

  /** Signs in with a pasted token. */
  async signIn(token: string): Promise<void> {
    await this.page.getByLabel('Token').fill(token);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('button', { name: 'Sign out' }).waitFor();
  }

  /**
   * What axe finds wrong with the page as it is, one line for each: in light and dark, on a phone and on a desk. What is no
   * matter of colour is looked at once for each size.
   */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE);
    const found: string[] = [];
    for (const [size, viewport] of Object.entries(SIZES)) {
      await this.page.setViewportSize(viewport);
      for (const [colorScheme, only] of Object.entries(LOOKS)) {
        await this.page.emulateMedia({ colorScheme: colorScheme as keyof typeof LOOKS, reducedMotion: 'reduce' });
        found.push(...(await this.violations(only)).map((violation) => `${size}, ${colorScheme}: ${violation}`));
      }
      if (await this.isWiderThanScreen()) found.push(`${size}: the page is wider than the screen`);
    }
    return found;
  }

  private async violations(runOnly: object): Promise<string[]> {
    const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
    const { violations } = await this.page.evaluate<AxeResults>(`axe.run(document, ${options})`);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }

  private isWiderThanScreen(): Promise<boolean> {
    return this.page.evaluate<boolean>(`document.documentElement.scrollWidth > document.documentElement.clientWidth`);
  }

  /** Presses Tab until that has the focus. @throws Error when it is not reached */
  async tabTo(role: Parameters<Page['getByRole']>[0], name: string | RegExp): Promise<void> {
    const wanted = this.page.getByRole(role, { name, exact: typeof name === 'string' }).first();
    await wanted.waitFor();
    for (let presses = 0; presses < 80; presses += 1) {
      await this.page.keyboard.press('Tab');
      if ((await wanted.and(this.page.locator(':focus')).count()) === 1) return;
    }
    throw new Error(`${role} ${String(name)} cannot be reached by keyboard`);
  }

  async end(): Promise<void> {
    await this.context.close();
  }
}
