import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JSONCodec } from 'nats';
import { ReadableError } from '../lib/readable-error.mjs';
import { step } from '../lib/progress.mjs';
import { CAMPAIGN_ID, CHARACTER, LOCATION, OWNER_ID } from './cast.mjs';

const json = JSONCodec();
/** A sketch takes seconds; a Stable Diffusion server on a processor may take many minutes. */
const PATIENCE_MS = 15 * 60_000;
const EXTENSIONS = { 'image/png': 'png', 'image/webp': 'webp', 'image/jpeg': 'jpg' };

/**
 * A picture that arrived.
 * @typedef {{kind: string, subject: string, file: string, width: number, height: number, bytes: number, ms: number}} Arrival
 */

/**
 * Publishes three real events and waits for the pictures that they cause.
 *
 * @param {object} options
 * @param {import('nats').NatsConnection} options.hub
 * @param {string} options.serviceUrl
 * @param {string} options.token that may read the pictures
 * @param {string} options.folder where the pictures go
 * @returns {Promise<Arrival[]>}
 * @throws ReadableError when a picture fails or does not come
 */
export async function play({ hub, serviceUrl, token, folder }) {
  await mkdir(folder, { recursive: true });
  const answers = listen(hub);
  const fetchPicture = pictureFetcher({ serviceUrl, token, folder });

  const created = await publish(hub, 'character.created', { character_id: CHARACTER.id, campaign_id: CAMPAIGN_ID });
  const added = await publish(hub, 'campaign.location_added', LOCATION);
  const portrait = await step('a portrait, for character.created', () => answers.to(created));
  // A token is cut from the portrait, so that it has the same face.
  const asked = await publish(hub, 'generation.requested', {
    request_id: `demo-${randomUUID()}`,
    type: 'token',
    data: { character_id: CHARACTER.id, frame: { shape: 'circle', disposition: 'party' } },
    user_id: OWNER_ID,
  });
  const map = await step('a battle map, for campaign.location_added', () => answers.to(added));
  const cut = await step('a token, for generation.requested', () => answers.to(asked));

  return Promise.all([
    fetchPicture(portrait, CHARACTER.name),
    fetchPicture(cut, CHARACTER.name),
    fetchPicture(map, LOCATION.name),
  ]);
}

/**
 * @typedef {{event_type: string, causation_id: string, payload: any, heardAt: number}} Answer
 * @typedef {{id: string, at: number}} Question
 */

/** @param {import('nats').NatsConnection} hub */
function listen(hub) {
  /** @type {Map<string, Answer>} */
  const heard = new Map();
  /** @type {Map<string, (answer: Answer) => void>} */
  const waiting = new Map();
  for (const subject of ['image.generated', 'image.failed']) {
    hub.subscribe(subject, {
      callback: (error, message) => {
        if (error) return;
        const answer = { .../** @type {Answer} */ (json.decode(message.data)), heardAt: Date.now() };
        heard.set(answer.causation_id, answer);
        waiting.get(answer.causation_id)?.(answer);
      },
    });
  }
  return { to: (/** @type {Question} */ question) => answerTo(question, heard, waiting) };
}

/**
 * @param {Question} question @param {Map<string, Answer>} heard @param {Map<string, (answer: Answer) => void>} waiting
 * @returns {Promise<{payload: any, ms: number}>}
 */
async function answerTo(question, heard, waiting) {
  const answer = heard.get(question.id) ?? (await inTime(new Promise((resolve) => waiting.set(question.id, resolve))));
  const { event_type: type, payload, heardAt } = /** @type {Answer} */ (answer);
  if (type === 'image.failed')
    throw new ReadableError(`the ${payload.kind} failed: ${payload.code}, ${payload.message}`);
  return { payload, ms: heardAt - question.at };
}

/** @template T @param {Promise<T>} promise @returns {Promise<T>} */
function inTime(promise) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new ReadableError(`no picture within ${PATIENCE_MS / 60_000} minutes`)),
      PATIENCE_MS,
    );
  });
  return /** @type {Promise<T>} */ (Promise.race([promise, limit]).finally(() => clearTimeout(timer)));
}

/**
 * @param {import('nats').NatsConnection} hub @param {string} subject @param {object} payload
 * @returns {Promise<Question>} once the hub has stored it
 */
async function publish(hub, subject, payload) {
  const id = randomUUID();
  const envelope = {
    id,
    type: 'event',
    event_type: subject,
    version: 1,
    source: 'demo',
    correlation_id: randomUUID(),
    timestamp: new Date().toISOString(),
    payload,
  };
  await hub.jetstream().publish(subject, json.encode(envelope), { msgID: id });
  return { id, at: Date.now() };
}

/** @param {{serviceUrl: string, token: string, folder: string}} options */
function pictureFetcher({ serviceUrl, token, folder }) {
  return async (/** @type {{payload: any, ms: number}} */ { payload, ms }, /** @type {string} */ subject) => {
    const response = await fetch(serviceUrl + payload.url, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new ReadableError(`the service answered ${response.status} for the ${payload.kind}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    const extension = EXTENSIONS[/** @type {keyof typeof EXTENSIONS} */ (payload.content_type)] ?? 'bin';
    const file = join(folder, `${payload.kind}.${extension}`);
    await writeFile(file, bytes);
    return { kind: payload.kind, subject, file, width: payload.width, height: payload.height, bytes: bytes.length, ms };
  };
}
