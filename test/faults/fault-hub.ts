import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { connect } from 'nats';
import { eventually } from '../support/eventually';
import { ControlledProcess } from './controlled-process';
import type { FaultPlace } from './fault-place';

/** A nats-server that is killed and started again on the same port with the same store. */
export class FaultHub {
  readonly url: string;
  readonly process: ControlledProcess;

  private constructor(
    place: FaultPlace,
    private readonly port: number,
    private readonly folder: string,
  ) {
    this.url = `nats://127.0.0.1:${port}`;
    this.process = new ControlledProcess(place, { name: 'nats', program: place.natsServer, args: [], marker: folder });
  }

  static async start(place: FaultPlace): Promise<FaultHub> {
    const hub = new FaultHub(place, await place.freePort(), join(place.folder, 'fault-hub'));
    await hub.start();
    return hub;
  }

  /** Every start has a name of its own: another server that took the port is not taken for ours. */
  async start(): Promise<void> {
    const name = `faults-${randomUUID()}`;
    const listen = ['--addr', '127.0.0.1', '--port', String(this.port), '--name', name];
    await this.process.start([...listen, '--jetstream', '--store_dir', this.folder], this.folder);
    await eventually(async () => {
      const connection = await connect({ servers: this.url, reconnect: false, timeout: 500 });
      const found = connection.info?.server_name;
      await connection.close();
      if (found !== name) throw new Error(`another server answers on ${this.url}`);
    });
  }
}
