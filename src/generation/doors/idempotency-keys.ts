import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Principal } from '../../auth/principal';
import { canonicalJson, sha256, type Json } from '../../common/canonical-json';
import { ValidationFailedError } from '../../common/errors';
import { HttpProblem } from '../../common/http/problem';
import { derivedId } from '../../common/ids';
import { nestsDeeperThan } from '../../common/validation';

/** How long a key stands for its request. */
const REMEMBERED = '24 hours';
/** Rows that one tidying removes at most, so that it never holds many locks. */
const TIDY_ROWS = 5000;
const KEY = /^[\x21-\x7e]{1,255}$/;
const DEEPEST_NESTING = 32;

/** A request with an `Idempotency-Key`. */
export interface KeyedRequest {
  readonly id: string;
  readonly bodyHash: string;
}

/** Remembers which request a caller's `Idempotency-Key` stood for, for a day. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The key of a request, with the request it stands for; `undefined` without the header. The same key of another
   * principal, or at another path, is another key.
   *
   * @throws HttpProblem 400 when the key is not 1 to 255 visible ASCII characters
   * @throws ValidationFailedError when the body nests too deeply to be compared
   */
  keyOf(request: FastifyRequest, principal: Principal, body: unknown): KeyedRequest | undefined {
    const key = request.headers['idempotency-key'];
    if (key === undefined) return undefined;
    if (typeof key !== 'string' || !KEY.test(key)) {
      const fault = { path: 'Idempotency-Key', message: 'expected 1 to 255 visible ASCII characters' };
      throw new HttpProblem(400, 'VALIDATION_FAILED', 'the idempotency key is not well spelled', [fault]);
    }
    if (nestsDeeperThan(body, DEEPEST_NESTING)) {
      throw new ValidationFailedError([{ path: '', message: `expected at most ${DEEPEST_NESTING} levels of nesting` }]);
    }
    const path = request.url.split('?')[0] ?? '';
    return {
      id: derivedId('idempotency', principal.sub, request.method, path, key),
      bodyHash: sha256(canonicalJson(body as Json)),
    };
  }

  /**
   * The nonce of the request that the key stands for, when it is known.
   * @throws HttpProblem 409 when it stands for another body
   */
  async find(key: KeyedRequest): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ nonce: string; body_hash: string }[]>(
      `SELECT nonce, body_hash FROM idempotency_keys WHERE id = $1 AND created_at > now() - interval '${REMEMBERED}'`,
      [key.id],
    );
    if (row !== undefined && row.body_hash !== key.bodyHash) {
      throw new HttpProblem(409, 'CONFLICT', 'the idempotency key was used with another body');
    }
    return row?.nonce;
  }

  /**
   * Lets the key stand for this request from now on, unless it stands for one already: of two at the same moment both
   * get the nonce of the first.
   * @throws HttpProblem 409 when it stands for another body
   */
  async claim(key: KeyedRequest): Promise<string> {
    for (;;) {
      const nonce = randomUUID();
      const inserted = await this.dataSource.query<{ nonce: string }[]>(
        `INSERT INTO idempotency_keys (id, body_hash, nonce) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET body_hash = excluded.body_hash, nonce = excluded.nonce, created_at = now()
           WHERE idempotency_keys.created_at <= now() - interval '${REMEMBERED}'
         RETURNING nonce`,
        [key.id, key.bodyHash, nonce],
      );
      // Gone between the two statements when its day ended just now: then it is free again.
      const known = inserted[0]?.nonce ?? (await this.find(key));
      if (known !== undefined) return known;
    }
  }

  /** Removes keys whose day has passed, a bounded number; returns how many. */
  async forgetOld(): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(
      `DELETE FROM idempotency_keys WHERE id IN (SELECT id FROM idempotency_keys
         WHERE created_at <= now() - interval '${REMEMBERED}' ORDER BY created_at LIMIT ${TIDY_ROWS} FOR UPDATE SKIP LOCKED)`,
    );
    return count;
  }
}
