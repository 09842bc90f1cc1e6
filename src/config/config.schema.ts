import { makeValidator } from 'envalid';
import { readBackendAddress, type BackendAddress } from './backend-address';
import { flag, matching, oneOf, originList, textOf, urlsWith, urlWith, wholeNumber } from './validators';

/** From the fewest lines to the most. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
/** What one process does: everything, only HTTP and hub intake, or only the making of pictures. */
export const ROLES = ['all', 'api', 'worker'] as const;
/** Who looks at painted pictures before they are kept. */
export const CLASSIFIERS = ['off', 'local'] as const;

const backends = makeValidator<BackendAddress[]>((text) =>
  text.split(',').map((url) => readBackendAddress(url.trim())),
);
const noBackends: BackendAddress[] = [];
const noOrigins: string[] = [];
const optional = undefined;

/**
 * Every environment variable of the service: meaning, unit, default. This is the only place that knows them;
 * `.env.example` is printed from it.
 */
export const CONFIG_SCHEMA = {
  DATABASE_URL: urlWith(['postgres', 'postgresql'])({
    desc: 'PostgreSQL 14 or newer. Unset: `npm start` runs an embedded one under .data/',
    example: 'postgres://image:password@localhost:5432/image',
  }),
  MESSAGE_HUB_URL: urlsWith(['nats', 'tls'])({
    desc: 'The message hub (NATS with JetStream), comma-separated for a cluster; user:password or a token may stand in it. Unset: `npm start` runs an embedded one',
    example: 'nats://localhost:4222',
  }),
  MESSAGE_HUB_CREDS: textOf(1, 4096)({ desc: 'Path of a NATS credentials file', default: optional }),
  STORAGE_URL: urlWith(['s3', 'file'])({
    desc: 'Where pictures are kept: s3://key:secret@host:port[/bucket][?tls=1&region=...] or file:///dir. Unset: `npm start` uses a folder under .data/',
    example: 's3://key:secret@localhost:9000',
  }),
  STORAGE_BUCKET: matching(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'an S3 bucket name',
  )({
    desc: 'Bucket, when STORAGE_URL names none',
    default: 'images',
  }),
  SECRET_KEY: textOf(
    32,
    4096,
  )({
    desc: 'HS256 key of the shared auth system, at least 32 bytes. Unset: `npm start` makes one, except with NODE_ENV=production',
    example: 'at-least-32-bytes-of-real-randomness',
    default: optional,
  }),
  AUTH_JWKS_URL: urlWith(['http', 'https'])({
    desc: 'Keys of an asymmetric issuer; when set, SECRET_KEY signs nothing and only RS/ES/EdDSA tokens count',
    default: optional,
  }),
  AUTH_ISSUER: textOf(1, 512)({ desc: 'Required `iss` of tokens', default: optional }),
  AUTH_AUDIENCE: textOf(1, 512)({ desc: 'Required `aud` of tokens', default: optional }),
  STABLE_DIFFUSION_URL: backends({
    desc: 'Stable Diffusion servers, comma-separated, each http(s)://[user:password@]host:port[#dialect=auto|a1111|forge|sdnext|sdcpp|comfyui&slots=1&weight=1]. Unset: the embedded painter draws sketches',
    default: noBackends,
  }),
  CACHE_URL: urlWith(['redis', 'rediss'])({
    desc: 'Redis for picture bytes. Unset: a cache in the process',
    default: optional,
  }),
  MAX_IMAGE_SIZE: wholeNumber(
    1024,
    1_073_741_824,
  )({ desc: 'Largest picture in bytes, received or stored', default: 26_214_400 }),
  LOG_LEVEL: oneOf(LOG_LEVELS)({ desc: `${LOG_LEVELS.join(', ')}`, default: 'info' }),
  RATE_LIMIT_READS: wholeNumber(
    0,
    1_000_000,
  )({ desc: 'Requests a principal may make per minute that only read (GET, HEAD); 0 sets no limit', default: 600 }),
  RATE_LIMIT_WRITES: wholeNumber(
    0,
    1_000_000,
  )({ desc: 'Requests a principal may make per minute with any other method; 0 sets no limit', default: 60 }),
  OTEL_EXPORTER_OTLP_ENDPOINT: urlWith(['http', 'https'])({
    desc: 'OpenTelemetry collector (OTLP over HTTP); the other standard variables count as well. Unset: no tracing',
    example: 'http://localhost:4318',
    default: optional,
  }),
  CORS_ORIGINS: originList({
    desc: 'Origins whose pages may call the API, exact and comma-separated (https://app.example). Unset: none but our own',
    example: 'https://app.example',
    default: noOrigins,
  }),
  PORT: wholeNumber(0, 65_535)({ desc: 'HTTP port; 0 takes a free one', default: 8002 }),
  HOST: textOf(1, 255)({ desc: 'HTTP address to listen on', default: '0.0.0.0' }),
  ROLE: oneOf(ROLES)({ desc: 'all, api (HTTP and intake) or worker (makes pictures)', default: 'all' }),
  CHARACTER_DETAILS_SUBJECT: matching(
    /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
    'a NATS subject without wildcards',
  )({
    desc: 'Where character details are asked',
    default: 'character.get',
  }),
  AUTO_PORTRAIT: flag({ desc: 'character.created makes a portrait', default: true }),
  AUTO_TOKEN: flag({ desc: 'character.created makes a token', default: true }),
  AUTO_MAP: flag({ desc: 'campaign.location_added makes a map', default: true }),
  AUTO_RETHEME: flag({
    desc: 'campaign.theme_changed makes the newest portraits and maps of the campaign anew, in the new theme',
    default: false,
  }),
  UPDATE_DEBOUNCE_MS: wholeNumber(
    0,
    60_000,
  )({
    desc: 'Milliseconds without another character.updated after which a character is looked at, so that a burst counts once; at most ten times as long in all',
    default: 3000,
  }),
  JOB_MAX_ATTEMPTS: wholeNumber(1, 100)({ desc: 'Tries before a job fails for good', default: 5 }),
  JOB_LEASE_MS: wholeNumber(
    1000,
    600_000,
  )({ desc: 'Milliseconds a worker holds a job between signs of life', default: 30_000 }),
  JOB_TIMEOUT_MS: wholeNumber(1000, 86_400_000)({ desc: 'Milliseconds one try may take', default: 600_000 }),
  PROGRESS_EVENTS: flag({
    desc: 'Says on the hub how far each picture is (image.progress, at most every two seconds, not kept by any stream)',
    default: false,
  }),
  PREVIEWS: flag({
    desc: 'Shows unfinished pictures to those who may see the job; nobody has checked them yet',
    default: false,
  }),
  CONTENT_CLASSIFIER: oneOf(CLASSIFIERS)({
    desc: 'Who looks at painted pictures before they are kept: off (nobody) or local (nsfwjs in a process of its own, about 210 MB and 1 s a picture)',
    default: 'off',
  }),
  RECONCILE_INTERVAL_MS: wholeNumber(
    1000,
    86_400_000,
  )({ desc: 'Milliseconds between two comparisons of storage with the tables', default: 300_000 }),
  RETIRED_RETENTION_MS: wholeNumber(
    0,
    31_536_000_000,
  )({ desc: 'Milliseconds the files of a deleted picture are kept', default: 0 }),
};
