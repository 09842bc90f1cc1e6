import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Options } from './storage-url';

/** How long an S3 server may take, all in milliseconds. */
export interface S3Limits {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** From a request to the headers of its answer. */
  readonly answerMs: number;
  /** Without a byte in either direction, also in the middle of a body. */
  readonly idleMs: number;
  /** One operation with all its retries. */
  readonly operationMs: number;
}

// First try and two more: the SDK waits between them and keeps a budget, so that many failing requests stop retrying.
const MAX_ATTEMPTS = 3;
/** To one server, at once; reads have as many of their own. */
export const MAX_CONNECTIONS = 64;

const silent = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** A client of one S3 server that gives up in bounded time and never writes to the console. */
export function s3Client(options: S3Options, limits: S3Limits): S3Client {
  return new S3Client({
    endpoint: options.endpoint,
    region: options.region,
    credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
    // Host names per bucket need a DNS wildcard that servers of one's own seldom have.
    forcePathStyle: true,
    // By default the SDK sends a CRC32 trailer, which radosgw refuses or ignores; Signature Version 4 covers the bytes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: MAX_ATTEMPTS,
    // Waiting for "100 Continue" would give every body above 2 MB a connection of its own.
    expectContinueHeader: false,
    requestHandler: {
      ...agents(options, limits.connectMs),
      requestTimeout: limits.answerMs,
      throwOnRequestTimeout: true,
      socketTimeout: limits.idleMs,
      logger: silent,
    },
    logger: silent,
  });
}

/**
 * The SDK's own `connectionTimeout` also counts the wait for a free connection (smithy node-http-handler 4.14, 2026-11), so
 * that a rush of readers would look like a dead server; ours counts from the first packet.
 */
function agents({ endpoint }: S3Options, connectMs: number): { httpAgent?: HttpAgent; httpsAgent?: HttpsAgent } {
  const settings = { keepAlive: true, maxSockets: MAX_CONNECTIONS };
  if (!endpoint.startsWith('https:')) {
    const httpAgent = new HttpAgent(settings);
    const connect = httpAgent.createConnection.bind(httpAgent);
    httpAgent.createConnection = (...args) => inTime(connect(...args), connectMs);
    return { httpAgent };
  }
  const httpsAgent = new HttpsAgent(settings);
  const connect = httpsAgent.createConnection.bind(httpsAgent);
  httpsAgent.createConnection = (...args) => inTime(connect(...args), connectMs);
  return { httpsAgent };
}

/** The same socket, which fails when it is not connected soon. */
function inTime<S extends Duplex | null | undefined>(socket: S, connectMs: number): S {
  const late = () => socket?.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' }));
  const timer = setTimeout(late, connectMs);
  const settle = () => clearTimeout(timer);
  socket?.once('connect', settle);
  socket?.once('close', settle);
  return socket;
}

function ignore(): void {
  // What matters reaches the caller as an error.
}
