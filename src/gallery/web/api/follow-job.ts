import { isAborted, OfflineError } from './api-errors';
import type { Job } from './api-types';
import { EventParser, type ServerEvent } from './event-parser';
import { ask } from './http';

const COME_AGAIN_MS = 3000;

/**
 * Follows a job until it has ended, over connections that break. `EventSource` cannot carry a token, so the stream is read
 * by hand. Browsers open six connections to a server without TLS, and each job that is followed holds one: follow few.
 *
 * @param onJob gets the job as it is now, with each event
 * @returns when the job has ended, or the signal was raised
 * @throws ApiError when the job is not there, SignedOutError
 */
export async function followJob(id: string, onJob: (job: Job) => void, signal: AbortSignal): Promise<void> {
  const place: Place = { seen: '', hasEnded: false };
  while (!signal.aborted && !place.hasEnded) {
    try {
      await readOn(id, place, onJob, signal);
    } catch (error) {
      if (isAborted(error)) return;
      // A connection that breaks while it is read is a TypeError of the browser.
      if (!(error instanceof OfflineError || error instanceof TypeError)) throw error;
    }
    if (!place.hasEnded) await new Promise((resolve) => setTimeout(resolve, COME_AGAIN_MS));
  }
}

/** How far the events were read. */
interface Place {
  seen: string;
  hasEnded: boolean;
}

async function readOn(id: string, place: Place, onJob: (job: Job) => void, signal: AbortSignal): Promise<void> {
  for await (const { id: seen, event, data } of eventsOf(id, place.seen, signal)) {
    place.seen = seen;
    place.hasEnded = event === 'end';
    onJob(JSON.parse(data) as Job);
  }
}

async function* eventsOf(id: string, seen: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const headers = { Accept: 'text/event-stream', ...(seen === '' ? {} : { 'Last-Event-ID': seen }) };
  const { body } = await ask(`api/v1/jobs/${encodeURIComponent(id)}/events`, { headers, signal });
  if (body === null) return;
  const parser = new EventParser();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield* parser.push(value);
  }
}
