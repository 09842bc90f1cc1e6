import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { Api } from './support/api';
import { GalleryVisit, openBrowser } from './support/gallery-browser';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const MASTER = { sub: 'master', roles: ['admin'], campaigns: ['sunken-crypt'] };
const HOSTILE = `<img src=x onerror="document.title='taken'"> & <b>bold</b>`;
/** A render that nobody waits for. */
const FOR_EVER_MS = 120_000;

describe('The gallery', () => {
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let browser: Browser;
  let master: Api;
  let visit: GalleryVisit;
  let page: Page;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startSimulatedA1111({ renderMs: 300 }), openBrowser()]);
    service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: server.url });
    master = new Api(service.url, tokenFor(MASTER));
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await service?.remove();
    await server?.stop();
  });
  beforeEach(async () => {
    server.renderMs = 300;
    visit = await GalleryVisit.begin(browser, service.url);
    ({ page } = visit);
  });
  afterEach(() => visit.end());

  const made = async (kind: string, body: object): Promise<string> => {
    const { json } = await master.post(`/api/v1/${kind}s`, body);
    const { image_id: id } = json as { image_id: string };
    await eventually(async () => expect((await master.get(`/api/v1/images/${id}`)).status).toBe(200), {
      timeoutMs: 30_000,
      everyMs: 100,
    });
    return id;
  };
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  const enter = async (hash: string): Promise<void> => {
    await visit.open(hash);
    await visit.signIn(tokenFor(MASTER));
  };

  it('lets in who has a token, keeps it in the tab only, and says what is wrong with others', async () => {
    await visit.open();
    await page.getByLabel('Token').fill('no token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/expected three parts/).waitFor();
    await page.getByLabel('Token').fill(tokenFor({ ...MASTER, exp: 1 }));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/has expired/).waitFor();

    await visit.signIn(`Bearer ${tokenFor(MASTER)}`);

    await heading('Pictures').waitFor();
    const kept = await page.evaluate(`[JSON.stringify(localStorage).includes('eyJ'), document.cookie]`);
    expect(kept).toEqual([false, '']);
    expect(visit.complaints).toEqual([]);
  });

  it('makes a portrait by its form, shows faults at their fields, and follows the job to the picture', async () => {
    await enter('#/make/portrait');

    await page.getByText('More', { exact: true }).click();
    await page.getByLabel('Seed').fill('seven');
    await page.getByLabel('Colour').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Make the portrait' }).click();
    const seed = page.getByLabel('Seed');
    await expectFault(seed, /expected a whole number/);
    await seed.fill('7');
    await page.getByRole('button', { name: 'Make the portrait' }).click();
    const character = page.getByLabel('Character', { exact: true });
    await expectFault(character, /expected one of character_id, description/);
    await character.and(page.locator(':focus')).waitFor();
    await page.getByLabel('Description').fill('an old ranger with a green cloak');
    await page.getByLabel('Campaign').fill('sunken-crypt');
    await page.getByRole('button', { name: 'Make the portrait' }).click();

    await page.waitForURL(/#\/jobs\/[0-9a-f-]{36}$/);
    await page.locator('.job-status-completed').waitFor();
    await page.getByRole('link', { name: 'Picture, recipe and downloads' }).click();
    await page.waitForURL(/#\/images\//);
    await page.locator('main img[src^="blob:"]').first().waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('cancels a job that is being painted, asks for it again, and shows why it waits', async () => {
    server.renderMs = FOR_EVER_MS;
    const painted = await asked('a lich');
    await enter(`#/jobs/${painted}`);
    await page.locator('.job-status-running').waitFor();
    const waiting = await asked('a second lich');
    await visit.open('#/jobs');
    await page.getByText(/every backend is busy/).waitFor();
    await page.locator(`a[href="#/jobs/${waiting}"]`).waitFor();
    await page.locator(`a[href="#/jobs/${painted}"]`).click();

    await page.locator('.job-page').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the job' }).click();
    await page.locator('.job-status-cancelled').waitFor();
    server.renderMs = 100;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForURL((url) => url.hash.startsWith('#/jobs/') && !url.hash.endsWith(painted));
    await page.getByRole('link', { name: 'asked for before' }).waitFor();

    const again = page.url().split('/').at(-1) ?? '';
    expect((await master.get(`/api/v1/jobs/${again}`)).json).toMatchObject({
      links: { retry_of: `/api/v1/jobs/${painted}` },
    });
    for (const id of [waiting, again]) await master.delete(`/api/v1/jobs/${id}`);
    expect(visit.complaints).toEqual([]);
  });

  it('says what a failure means', async () => {
    const { json } = await master.post('/api/v1/maps', { location_id: 'nowhere' });
    await enter(`#/jobs/${(json as { job_id: string }).job_id}`);

    await page.locator('.job-status-failed').waitFor();
    await page.getByText(/Change it and ask again/).waitFor();
    await page.getByText('VALIDATION_FAILED').waitFor();

    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    expect(visit.complaints).toEqual([]);
  });

  it('shows what anybody wrote as text, and runs none of it', async () => {
    const id = await made('map', { description: 'a cellar', dimensions: { width: 6, height: 6 }, tags: ['hostile'] });
    await master.put(`/api/v1/maps/${id}`, { name: HOSTILE, description: HOSTILE });
    await enter('#/pictures?q=onerror');

    await page.locator(`a[href*="${id}"]`).first().click();
    await heading(HOSTILE).waitFor();
    await visit.open(`#/make/portrait?description=${encodeURIComponent(HOSTILE)}&unknown=x`);
    const given = await page.getByLabel('Description').inputValue();

    expect(given).toBe(HOSTILE);
    expect(await page.locator('img[src="x"], main b').count()).toBe(0);
    expect(await page.title()).not.toBe('taken');
    expect(visit.complaints).toEqual([]);
  });

  it('gives the files away, and deletes only after it has asked', async () => {
    const id = await made('portrait', { description: 'a baker', tags: ['floury'] });
    await enter(`#/images/${id}`);

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: /^The picture/ }).click();
    const file = await (await saved).path();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    const kept = await master.get(`/api/v1/images/${id}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await heading('Pictures').waitFor();

    expect(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ).toBe((kept.json as { sha256: string }).sha256);
    expect((await master.get(`/api/v1/images/${id}`)).status).toBe(410);
    expect(visit.complaints).toEqual([]);
  });

  it('asks for a new token when the old one has expired, and goes on where it was', async () => {
    await page.clock.install();
    await enter('#/jobs');
    await heading('Jobs').waitFor();

    await page.clock.fastForward('02:00:00');
    await page.getByText(/Your token has expired/).waitFor();
    const kept = await page.evaluate('sessionStorage.length');
    await visit.signIn(tokenFor({ ...MASTER, exp: Math.floor(Date.now() / 1000) + 4 * 3600 }));

    await heading('Jobs').waitFor();
    expect(kept).toBe(0);
    expect(visit.complaints).toEqual([]);
  });

  it('says when the service cannot be reached, and goes on when it can', async () => {
    await enter('#/make/map');
    await visit.context.setOffline(true);

    await page.getByRole('link', { name: 'Backends' }).click();
    await page.getByRole('heading', { name: 'No connection' }).waitFor();
    await page.getByText(/What you see may be old/).waitFor();
    await visit.context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText(/slot busy/).waitFor();
    await page.getByText(/What you see may be old/).waitFor({ state: 'detached' });
    expect(visit.complaints).toEqual([]);
  });

  it('shows the backends to those who look after them, and why not to others', async () => {
    await made('portrait', { description: 'a cook' });
    await enter('#/backends');

    await page.getByRole('heading', { name: new URL(server.url).host }).waitFor();
    await page
      .getByText(/sd_xl_base/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await visit.signIn(tokenFor({ sub: 'player' }));

    await page.getByRole('heading', { name: 'Not for this token' }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('can be used from the door to the picture, and to its end, without a mouse', async () => {
    const { keyboard } = page;
    await visit.open();
    await visit.tabTo('textbox', 'Token');
    await keyboard.insertText(tokenFor(MASTER));
    await visit.tabTo('button', 'Sign in');
    await keyboard.press('Enter');

    await visit.tabTo('link', 'Make');
    await keyboard.press('Enter');
    await visit.tabTo('textbox', 'Description');
    await keyboard.insertText('a blind archer');
    await visit.tabTo('button', 'Make the portrait');
    await keyboard.press('Enter');
    await visit.tabTo('link', 'Picture, recipe and downloads');
    await keyboard.press('Enter');
    await visit.tabTo('button', 'Delete');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // Focus is back where it was before the dialog.
    await page.getByRole('button', { name: 'Delete', exact: true }).and(page.locator(':focus')).waitFor();
    await keyboard.press('Enter');
    await visit.tabTo('button', 'Delete it');
    await keyboard.press('Enter');

    await heading('Pictures').waitFor();
    expect(visit.complaints).toEqual([]);
  });

  it('has no barriers on any page: in light and dark, on a phone and on a desk', async () => {
    const map = await made('map', { description: 'a crypt', dimensions: { width: 8, height: 6 } });
    const portrait = await made('portrait', { description: 'a fletcher', campaign_id: 'sunken-crypt', tags: ['bow'] });
    const { job_id: failed } = (await master.post('/api/v1/maps', { location_id: 'nowhere' })).json as {
      job_id: string;
    };
    const places: Readonly<Record<string, RegExp | string>> = {
      '#/pictures': 'Pictures',
      [`#/images/${portrait}`]: /Portrait/,
      [`#/images/${map}`]: /Map/,
      '#/jobs': 'Jobs',
      [`#/jobs/${failed}`]: 'Map',
      '#/make/portrait': /portrait/,
      '#/make/token': /token/,
      '#/make/map': /map/,
      '#/backends': 'Backends',
      '#/session': 'Your token',
      '#/nowhere': 'Not found',
    };
    const found: Record<string, string[]> = {};
    await visit.open();
    found['the door'] = await visit.barriers();
    await visit.signIn(tokenFor(MASTER));
    for (const [place, title] of Object.entries(places)) {
      await visit.open(place);
      await heading(title).waitFor();
      await page.locator('.loading').waitFor({ state: 'detached' });
      // What is folded is looked at too.
      await page.evaluate(`for (const fold of document.querySelectorAll('main details')) fold.open = true`);
      found[place] = await visit.barriers();
    }

    expect(found).toEqual(Object.fromEntries(['the door', ...Object.keys(places)].map((place) => [place, []])));
    expect(visit.complaints).toEqual([]);
  }, 90_000);

  const asked = async (description: string): Promise<string> =>
    ((await master.post('/api/v1/portraits', { description })).json as { job_id: string }).job_id;
});

/** The field is marked, and its fault belongs to it for screen readers too. */
async function expectFault(field: Locator, message: RegExp): Promise<void> {
  await field.and(field.page().locator('[aria-invalid=true]')).waitFor();
  const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
  const said = await Promise.all(ids.map((id) => field.page().locator(`[id="${id}"]`).textContent()));
  expect(said.join(' ')).toMatch(message);
}
