import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Paths of PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority that nobody knows, and what it signs. Made with openssl, which PostgreSQL's packages bring. */
export class TestAuthority {
  private constructor(
    private readonly folder: string,
    readonly ca: Certificate,
  ) {}

  /** @param name tells the files of two authorities in one folder apart */
  static async found(folder: string, name: string): Promise<TestAuthority> {
    const ca = { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
    const subject = ['-subj', `/CN=${name}`, '-addext', 'basicConstraints=critical,CA:TRUE'];
    await run('openssl', ['req', '-x509', ...NEW_KEY, '-keyout', ca.key, '-out', ca.cert, '-days', '2', ...subject]);
    return new TestAuthority(folder, ca);
  }

  /** @param hosts subject alternative names, such as `DNS:localhost` */
  async sign(name: string, hosts: string): Promise<Certificate> {
    const made = { cert: join(this.folder, `${name}.pem`), key: join(this.folder, `${name}.key`) };
    const request = join(this.folder, `${name}.csr`);
    const extensions = join(this.folder, `${name}.ext`);
    await writeFile(extensions, `subjectAltName=${hosts}\n`);
    await run('openssl', ['req', ...NEW_KEY, '-keyout', made.key, '-out', request, '-subj', `/CN=${name}`]);
    const signer = ['-CA', this.ca.cert, '-CAkey', this.ca.key, '-CAcreateserial'];
    const paths = ['-in', request, '-out', made.cert, '-extfile', extensions];
    await run('openssl', ['x509', '-req', '-days', '2', ...signer, ...paths]);
    return made;
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
