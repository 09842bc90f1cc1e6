import type { JsMsg } from 'nats';
import { Acknowledgements } from './acknowledgements';

/** What the hub was sent, in its order, and how it answers who asks for an answer. */
class Hub {
  readonly heard: string[] = [];
  answer: () => Promise<boolean> = () => Promise.resolve(true);

  message(name: string, consumer = 'reader'): JsMsg {
    const message: Pick<JsMsg, 'ack' | 'ackAck'> & { info: object } = {
      info: { stream: 'EVENTS', consumer },
      ack: () => void this.heard.push(name),
      ackAck: () => {
        this.heard.push(`${name}?`);
        return this.answer();
      },
    };
    return message as JsMsg;
  }
}

describe('Acknowledgements', () => {
  let hub: Hub;
  let acknowledgements: Acknowledgements;
  beforeEach(() => {
    hub = new Hub();
    acknowledgements = new Acknowledgements();
  });
  const confirm = (...messages: JsMsg[]): Promise<unknown> =>
    Promise.all(messages.map((message) => acknowledgements.confirm(message)));

  it('asks for one answer for all that is done together, of the last of them', async () => {
    await confirm(hub.message('1'), hub.message('2'), hub.message('3'));

    expect(hub.heard).toEqual(['1', '2', '3?']);
  });

  it('asks each consumer, for none of them knows of what another was told', async () => {
    await confirm(hub.message('1'), hub.message('2', 'other'), hub.message('3'));

    expect(hub.heard).toEqual(['1', '3?', '2?']);
  });

  it('is not done before the hub has answered', async () => {
    let answered = (_heard: boolean): void => undefined;
    hub.answer = () => new Promise((resolve) => (answered = resolve));
    let isDone = false;
    const confirming = confirm(hub.message('1'), hub.message('2')).then(() => (isDone = true));
    while (hub.heard.length < 2) await new Promise(setImmediate);

    const wasDoneEarly = isDone;
    answered(true);
    await confirming;

    expect(wasDoneEarly).toBe(false);
  });

  it('tells each of those that wait when no answer comes, and goes on with what is done later', async () => {
    hub.answer = () => Promise.reject(new Error('TIMEOUT'));
    const lost = await Promise.allSettled(['1', '2'].map((name) => acknowledgements.confirm(hub.message(name))));
    hub.answer = () => Promise.resolve(true);

    await confirm(hub.message('3'));

    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(hub.heard).toEqual(['1', '2?', '3?']);
  });
});
