import type { AnswerJudge } from '../support/openapi-answers';
import { operationAt } from '../support/openapi-document';
import { pathOf, type RequestDraft } from './request-draft';
import type { FuzzAnswer } from './send-request';

/** What an answer does wrong. */
export interface Violation {
  readonly kind: 'server error' | 'slow' | 'untyped' | 'undocumented' | 'echo';
  readonly detail: string;
}

/** What is answered where there is no operation, or before the router sees a request. */
const BELOW_OPERATIONS = [400, 401, 404, 405, 408, 413, 414, 415, 417, 426, 431];
/** Answered by the HTTP parser itself, whatever the operation. */
const BY_THE_PARSER = [400, 408, 417, 431];

/** Holds an answer against what every caller may count on, however badly it asked. */
export function violationsOf(
  judge: AnswerJudge,
  draft: RequestDraft,
  answer: FuzzAnswer,
  limitMs: number,
): Violation[] {
  const { status } = answer;
  const found: Violation[] = [];
  if (status >= 500) found.push({ kind: 'server error', detail: `${status} ${codeIn(answer)}` });
  if (answer.ms > limitMs) found.push({ kind: 'slow', detail: `answered after ${limitMs} ms` });
  if (status >= 400 && draft.method !== 'HEAD') found.push(...untyped(answer));
  found.push(...echoes(answer), ...undocumented(judge, draft, answer));
  return found;
}

function codeIn({ json }: FuzzAnswer): string {
  const { code } = (json ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'without a code';
}

function untyped({ status, headers, json, bytes }: FuzzAnswer): Violation[] {
  const type = headers.get('content-type') ?? 'no content type';
  if (!type.startsWith('application/problem+json')) {
    return [{ kind: 'untyped', detail: `${status} as ${type}: ${bytes.toString('utf8').slice(0, 80)}` }];
  }
  const problem = (json ?? {}) as { code?: unknown; status?: unknown; correlation_id?: unknown };
  const isWhole =
    typeof problem.code === 'string' && problem.status === status && typeof problem.correlation_id === 'string';
  return isWhole
    ? []
    : [{ kind: 'untyped', detail: `${status} with a problem that lacks code, status or correlation_id` }];
}

function echoes({ headers }: FuzzAnswer): Violation[] {
  if (headers.has('x-injected')) return [{ kind: 'echo', detail: 'a header was injected' }];
  const echoed = [...headers].filter(([, value]) => value.includes('<script'));
  return echoed.map(([name]) => ({ kind: 'echo', detail: `header ${name} repeats hostile text` }));
}

function undocumented(judge: AnswerJudge, draft: RequestDraft, answer: FuzzAnswer): Violation[] {
  const { status } = answer;
  if (status >= 500) return [];
  // Whatever the parser made of the bytes: which operation it was, nobody can say.
  if (draft.raw !== undefined) return [];
  const path = pathOf(draft);
  const isKnown = operationAt(judge.operations, draft.method, path.split('?')[0] ?? '') !== undefined;
  if (!isKnown) return BELOW_OPERATIONS.includes(status) || draft.method === 'OPTIONS' ? [] : [strange(status)];
  if (BY_THE_PARSER.includes(status) && answer.headers.get('connection') === 'close') return [];
  return judge.faultsOf({ method: draft.method, path }, answer).map((detail) => ({ kind: 'undocumented', detail }));
}

function strange(status: number): Violation {
  return { kind: 'undocumented', detail: `${status} where there is no operation` };
}
