import { accessSync, constants } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { BenchStage } from '../harness/stage';

/** A running nginx; CPU is counted from its process on. */
export interface Nginx {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Where nginx is: on the path or in `/usr/sbin`; `undefined` when it is not installed (`apt-get install nginx-light`). */
export const nginxProgram = (): string | undefined => programOnPath('nginx');

/** A program of the system; `undefined` when there is none of this name. */
export function programOnPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/**
 * Starts nginx with one worker, without logs.
 *
 * @param server directives of its `server`, and upstreams of its `http`
 */
export async function startNginx(
  stage: BenchStage,
  program: string,
  { server, http = '' }: { readonly server: string; readonly http?: string },
): Promise<Nginx> {
  const port = await stage.place.freePort();
  const folder = join(stage.place.folder, `nginx-${port}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder};`);
  const isRoot = process.getuid?.() === 0;
  const conf = `${isRoot ? 'user root;' : ''} worker_processes 1; daemon off; pid ${folder}/pid; error_log stderr;
    events { worker_connections 1024; }
    http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; types { image/webp webp; image/png png; }
      ${scratch.join(' ')} ${http} server { listen 127.0.0.1:${port}; ${server} } }`;
  await writeFile(file, conf);
  const started = await stage.place.start({ name: 'nginx', program, args: ['-c', file, '-p', folder], marker: file });
  const url = `http://127.0.0.1:${port}`;
  while ((await fetch(url).catch(() => undefined)) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return { url, ...started };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
