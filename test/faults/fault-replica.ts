import { eventually } from '../support/eventually';
import { ControlledProcess } from './controlled-process';
import type { FaultPlace } from './fault-place';

/** One process of the service, with the same environment as its neighbours but for the port. */
export class FaultReplica {
  readonly process: ControlledProcess;
  /** A fault works on it now: no second one at the same time. */
  isBusy = false;
  private readonly url: string;

  constructor(
    place: FaultPlace,
    { index, port, entry, env }: { index: number; port: number; entry: string; env: Readonly<Record<string, string>> },
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.process = new ControlledProcess(place, {
      name: `replica-${index}`,
      program: process.execPath,
      args: [entry],
      marker: entry,
      options: { cwd: place.checkout, env: { ...env, PORT: String(port) } },
    });
  }

  async whenReady(withinMs = 60_000): Promise<void> {
    await eventually(
      async () => {
        const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5000) });
        await answer.arrayBuffer();
        if (answer.status !== 200) throw new Error(`${this.process.name} answers ${answer.status}`);
      },
      { timeoutMs: withinMs, everyMs: 100 },
    );
  }
}
