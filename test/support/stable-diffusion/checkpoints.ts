import { unhandled, type SimulatedModel } from './webui-job';

/** The checkpoints on a server's disk, and the one in its memory. */
export class Checkpoints {
  /** Loaded since the start, the first one not counted. */
  swaps = 0;
  /** What is loaded when a call names none. */
  chosen: SimulatedModel;
  private loaded: SimulatedModel;
  private isWarm = false;

  constructor(
    readonly all: readonly SimulatedModel[],
    private readonly loadMs: { readonly first: number; readonly swap: number },
  ) {
    const [first] = all;
    if (first === undefined) throw new Error('a simulated server needs a model');
    this.loaded = first;
    this.chosen = first;
  }

  /** Loads the checkpoint in any spelling, or the chosen one; a name nobody knows is passed over in silence. */
  async load(spelling: string | undefined, keeps: boolean): Promise<SimulatedModel> {
    const wanted = this.find(spelling) ?? this.chosen;
    if (keeps) this.chosen = wanted;
    const isSwap = wanted.name !== this.loaded.name;
    if (isSwap) this.swaps += 1;
    const ms = isSwap ? this.loadMs.swap : this.isWarm ? 0 : this.loadMs.first;
    this.loaded = wanted;
    this.isWarm = true;
    if (isSwap || ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    return wanted;
  }

  /** Makes another checkpoint the chosen one: for everybody, and for good. */
  choose(spelling: string | undefined): void {
    const model = this.find(spelling);
    if (spelling !== undefined && model === undefined) {
      throw unhandled('RuntimeError', `Unknown checkpoint: ${spelling}`);
    }
    this.chosen = model ?? this.chosen;
  }

  /** After a restart the first render pays the load again. */
  forget(): void {
    this.isWarm = false;
  }

  private find(spelling: string | undefined): SimulatedModel | undefined {
    if (spelling === undefined) return undefined;
    return this.all.find((model) =>
      [model.name, model.hash, sha256Of(model), titleOf(model), `${model.name}.safetensors`].includes(spelling),
    );
  }
}

/** As the menu shows it. */
export function titleOf({ name, hash }: SimulatedModel): string {
  return `${name}.safetensors [${hash}]`;
}

/** An entry of `/sdapi/v1/sd-models`. */
export function checkpointOf(model: SimulatedModel): Record<string, unknown> {
  return {
    title: titleOf(model),
    model_name: model.name,
    hash: model.hash,
    sha256: sha256Of(model),
    filename: `/models/Stable-diffusion/${model.name}.safetensors`,
    config: null,
  };
}

const sha256Of = ({ hash }: SimulatedModel): string => hash.padEnd(64, '0');
