import { once } from 'node:events';
import { connect } from 'node:net';

/** What came back on a connection until it was closed, or until `quietMs` passed without another byte. */
export async function sendRaw(url: string, bytes: string | Buffer, quietMs = 500): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString('latin1')));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes);
  await new Promise<void>((resolve) => {
    socket.setTimeout(quietMs, resolve);
    socket.on('close', () => resolve());
  });
  socket.destroy();
  return answer;
}

/** Status codes of the answers in the order in which they came. */
export const statusesIn = (answer: string): number[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
