import type { SimulatedFault } from '../simulated-a1111-faults';

/** A picture on the server's disk. */
export interface StoredFile {
  readonly bytes: Buffer;
  /** What goes wrong when it is fetched. */
  readonly fault?: SimulatedFault;
}

/** Where a picture is, as the API names it. */
export interface FileName {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: string;
}

/** The folders `input`, `output` and `temp`: one for everybody. */
export class ComfyFolders {
  private readonly files = new Map<string, StoredFile>();
  private counter = 0;

  /** Keeps an uploaded picture; equal bytes under the same name are one file, other bytes get another name. */
  upload({ filename, subfolder, type }: FileName, bytes: Buffer, overwrites: boolean): FileName {
    const dot = filename.lastIndexOf('.');
    const [stem, end] = dot < 0 ? [filename, ''] : [filename.slice(0, dot), filename.slice(dot)];
    let name = { filename, subfolder, type };
    for (let number = 1; !overwrites && this.get(name)?.bytes.equals(bytes) === false; number += 1) {
      name = { ...name, filename: `${stem} (${number})${end}` };
    }
    this.files.set(keyOf(name), { bytes });
    return name;
  }

  /** Saves a picture under the next free number behind the prefix, whose folders become a subfolder. */
  save(prefix: string, type: string, file: StoredFile): FileName {
    const slash = prefix.lastIndexOf('/');
    this.counter += 1;
    const stem = prefix.slice(slash + 1);
    const filename = `${stem}_${String(this.counter).padStart(5, '0')}_.png`;
    const name = { filename, subfolder: slash < 0 ? '' : prefix.slice(0, slash), type };
    this.files.set(keyOf(name), file);
    return name;
  }

  get(name: FileName): StoredFile | undefined {
    return this.files.get(keyOf(name));
  }

  /** Reads `name`, `folder/name` and `name [output]`, as nodes that load pictures do. */
  find(annotated: string): StoredFile | undefined {
    const type = / \[(input|output|temp)\]$/.exec(annotated)?.[1] ?? 'input';
    const path = annotated.replace(/ \[(input|output|temp)\]$/, '');
    const slash = path.lastIndexOf('/');
    return this.get({ filename: path.slice(slash + 1), subfolder: slash < 0 ? '' : path.slice(0, slash), type });
  }

  /** Names in a folder, subfolders not looked into. */
  list(type: string): string[] {
    const keys = [...this.files.keys()].filter((key) => key.startsWith(`${type}//`));
    return keys.map((key) => key.slice(type.length + 2));
  }
}

const keyOf = ({ filename, subfolder, type }: FileName): string => `${type}/${subfolder}/${filename}`;
