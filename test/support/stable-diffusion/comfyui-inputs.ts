import type { GraphNode } from './comfyui-validation';
import { NodeFailure, type ComfyLatent, type ComfyValue } from './comfyui-values';

/** A node's inputs, read as what the node takes them for. */
export class Inputs {
  constructor(
    private readonly node: GraphNode,
    private readonly given: Readonly<Record<string, ComfyValue | undefined>>,
  ) {}

  value(name: string): ComfyValue {
    const value = this.given[name];
    if (value === undefined) throw new NodeFailure('TypeError', `${this.node.class_type} misses '${name}'`);
    return value;
  }

  text(name: string): string {
    const value = this.node.inputs[name];
    return typeof value === 'string' ? value : JSON.stringify(value ?? '');
  }

  number(name: string): number {
    return Number(this.node.inputs[name]);
  }

  words(name: string): string {
    const value = this.value(name);
    return value.kind === 'words' ? value.words : '';
  }

  latent(name: string): ComfyLatent {
    const value = this.value(name);
    if (value.kind !== 'latent') throw new NodeFailure('TypeError', `'${name}' is no latent`);
    return value;
  }

  pictures(name: string): readonly Buffer[] {
    const value = this.value(name);
    if (value.kind !== 'image') throw new NodeFailure('TypeError', `'${name}' is no image`);
    return value.pictures;
  }

  image(name: string): Buffer {
    const [first] = this.pictures(name);
    if (first === undefined) throw new NodeFailure('IndexError', `'${name}' is empty`);
    return first;
  }

  mask(name: string): Buffer {
    const value = this.value(name);
    if (value.kind !== 'mask') throw new NodeFailure('TypeError', `'${name}' is no mask`);
    return value.bytes;
  }

  optionalMask(name: string): Buffer | undefined {
    return this.given[name] === undefined ? undefined : this.mask(name);
  }
}
