import { Store } from '../store';

/** Whether the service could be reached when it was asked last. */
export const connection = new Store<'online' | 'offline'>('online');

const LOOK_MS = 5000;

/** Looks whether the service is back, for as long as it is away. To be called once, at the start. */
export function watchConnection(): void {
  addEventListener('offline', () => connection.set('offline'));
  addEventListener('online', () => void look());
  let looking: ReturnType<typeof setInterval> | undefined;
  connection.subscribe(() => {
    clearInterval(looking);
    if (connection.get() === 'offline') looking = setInterval(() => void look(), LOOK_MS);
  });
}

async function look(): Promise<void> {
  const url = new URL('health/live', document.baseURI.replace(/[?#].*$/, ''));
  const answer = await fetch(url).catch(() => undefined);
  if (answer?.ok) connection.set('online');
}
