import sharp from 'sharp';
import type { SimulatedFault } from '../simulated-a1111-faults';
import { pixelsPng } from '../simulated-pictures';
import type { ComfyFolders, FileName } from './comfyui-files';
import { Inputs } from './comfyui-inputs';
import { encode, image, latentOf, sizeOf, startOf, times, words } from './comfyui-making';
import type { Graph, GraphNode } from './comfyui-validation';
import {
  channelOf,
  composite,
  NodeFailure,
  plainPng,
  resizedPng,
  type ComfyLatent,
  type ComfyValue,
} from './comfyui-values';
import { spoiledPng, type PaintOrder } from './painted-picture';

/** What a run needs of the server. */
export interface RunTools {
  readonly folders: ComfyFolders;
  /** Results of the last run, by what they were made of. */
  readonly cache: Map<string, readonly ComfyValue[]>;
  readonly isTiny: boolean;
  /** Takes the time of a render; throws when it is interrupted or breaks. */
  readonly render: (words: string, steps: number, nodeId: string) => Promise<SimulatedFault | undefined>;
  readonly started: (nodeId: string) => void;
  readonly saved: (nodeId: string, images: readonly FileName[]) => void;
  /** What an output that is not made again has to show for itself. */
  readonly cachedOutput: (nodeId: string) => void;
}

const OUTPUTS: ReadonlySet<string> = new Set(['SaveImage', 'PreviewImage']);

/** Faults of the file, not of the picture in it. */
const FILE_FAULTS: readonly SimulatedFault[] = [
  'truncated',
  'not-an-image',
  'jpeg',
  'huge',
  'bomb',
  'html',
  'reset',
  'endless',
  'http500',
  'http503',
  'plain500',
];

/** One run of a graph: makes every output, and whatever it depends on, once. */
export class GraphRun {
  /** Nodes whose result was still there from the last run. */
  readonly cached: string[] = [];
  private readonly results = new Map<string, readonly ComfyValue[]>();
  private readonly fresh = new Map<string, readonly ComfyValue[]>();
  private fault: SimulatedFault | undefined;

  constructor(
    private readonly graph: Graph,
    private readonly tools: RunTools,
  ) {}

  async run(outputs: readonly string[]): Promise<void> {
    for (const id of outputs) await this.resultsOf(id);
    this.tools.cache.clear();
    for (const [signature, values] of this.fresh) this.tools.cache.set(signature, values);
  }

  private async resultsOf(id: string): Promise<readonly ComfyValue[]> {
    const known = this.results.get(id);
    if (known !== undefined) return known;
    const signature = this.signatureOf(id);
    const cached = this.tools.cache.get(signature);
    if (cached !== undefined) this.cached.push(id);
    if (cached !== undefined && OUTPUTS.has(this.nodeAt(id).class_type)) this.tools.cachedOutput(id);
    const made = cached ?? (await this.make(id));
    this.results.set(id, made);
    this.fresh.set(signature, made);
    return made;
  }

  private async make(id: string): Promise<readonly ComfyValue[]> {
    const node = this.nodeAt(id);
    const given: Record<string, ComfyValue | undefined> = {};
    for (const [name, value] of Object.entries(node.inputs)) {
      if (Array.isArray(value)) given[name] = (await this.resultsOf(String(value[0])))[Number(value[1])];
    }
    this.tools.started(id);
    return this.execute(id, node, new Inputs(node, given));
  }

  private async execute(id: string, node: GraphNode, inputs: Inputs): Promise<readonly ComfyValue[]> {
    switch (node.class_type) {
      case 'CheckpointLoaderSimple':
        return ['model', 'clip', 'vae'].map((part) => words(`${part} of ${inputs.text('ckpt_name')}`));
      case 'LoraLoader':
        return ['model', 'clip'].map((part) =>
          words(`${inputs.words(part)} with ${inputs.text('lora_name')} ${inputs.text(`strength_${part}`)}`),
        );
      case 'CLIPSetLastLayer':
        return [words(`${inputs.words('clip')} up to ${inputs.text('stop_at_clip_layer')}`)];
      case 'CLIPTextEncode':
        return [{ kind: 'words', words: `${inputs.words('clip')}: ${inputs.text('text')}`, text: inputs.text('text') }];
      case 'EmptyLatentImage':
        return [latentOf(inputs.number('width'), inputs.number('height'), inputs.number('batch_size'))];
      case 'KSampler':
        return [await this.sample(id, inputs)];
      case 'VAEDecode':
        return [await this.decode(inputs.latent('samples'))];
      case 'SaveImage':
      case 'PreviewImage':
        return this.save(id, inputs, node.class_type === 'SaveImage');
      case 'ImageUpscaleWithModel':
        return [await this.enlarge(id, inputs)];
      default:
        return this.executeSmall(node, inputs);
    }
  }

  private async executeSmall(node: GraphNode, inputs: Inputs): Promise<readonly ComfyValue[]> {
    switch (node.class_type) {
      case 'VAEEncode':
        return [await encode(inputs.image('pixels'))];
      case 'VAEEncodeForInpaint':
        return [{ ...(await encode(inputs.image('pixels'))), mask: inputs.mask('mask') }];
      case 'InpaintModelConditioning': {
        const latent = { ...(await encode(inputs.image('pixels'))), mask: inputs.mask('mask') };
        return [inputs.value('positive'), inputs.value('negative'), latent];
      }
      case 'SetLatentNoiseMask':
        return [{ ...inputs.latent('samples'), mask: inputs.mask('mask') }];
      case 'GrowMask':
        return [inputs.value('mask')];
      case 'LoadImage': {
        const bytes = this.read(inputs);
        return [image(await plainPng(bytes)), { kind: 'mask', bytes: await channelOf(bytes, 'alpha') }];
      }
      case 'LoadImageMask':
        return [{ kind: 'mask', bytes: await channelOf(this.read(inputs), inputs.text('channel')) }];
      case 'ImageToMask':
        return [{ kind: 'mask', bytes: await channelOf(inputs.image('image'), inputs.text('channel')) }];
      case 'ImageScale':
        return [
          image(
            await resizedPng(
              inputs.image('image'),
              inputs.number('width'),
              inputs.number('height'),
              inputs.text('crop') === 'center',
            ),
          ),
        ];
      case 'ImageScaleBy':
        return [image(await times(inputs.image('image'), inputs.number('scale_by')))];
      case 'ImageCompositeMasked':
        return [
          image(await composite(inputs.image('destination'), inputs.image('source'), inputs.optionalMask('mask'))),
        ];
      default:
        // Loaders of other files: nothing but their name matters.
        return [words(JSON.stringify(node.inputs))];
    }
  }

  private async sample(id: string, inputs: Inputs): Promise<ComfyLatent> {
    const [seed, steps] = [inputs.number('seed'), inputs.number('steps')];
    const latent = inputs.latent('latent_image');
    const positive = inputs.value('positive');
    this.fault = await this.tools.render(('text' in positive && positive.text) || '', steps, id);
    const names = ['sampler_name', 'scheduler', 'cfg', 'steps'].map((name) => inputs.text(name));
    const decisive = [...['model', 'positive', 'negative'].map((name) => inputs.words(name)), ...names].join('\n');
    const orders = Array.from({ length: latent.batch + (this.fault === 'wrong-count' ? 1 : 0) }, (_, index) => ({
      widthPx: this.tools.isTiny ? 8 : latent.widthPx,
      heightPx: this.tools.isTiny ? 8 : latent.heightPx,
      // All pictures of a batch are of one seed: the second cannot be made again alone.
      seed: seed + index,
      words: decisive,
      ...(latent.start !== undefined && { start: startOf(latent, inputs.number('denoise')) }),
    }));
    return { ...latent, orders };
  }

  private async decode({ orders, widthPx, heightPx }: ComfyLatent): Promise<ComfyValue> {
    const fault = this.fault !== undefined && !FILE_FAULTS.includes(this.fault) ? this.fault : undefined;
    // Nobody looks for numbers that are none: they are black pixels.
    const shown = fault === 'nan' ? 'black' : fault;
    const empty: PaintOrder = { widthPx, heightPx, seed: 0, words: 'nothing sampled' };
    return { kind: 'image', pictures: await Promise.all((orders ?? [empty]).map((order) => spoiledPng(shown, order))) };
  }

  private async enlarge(id: string, inputs: Inputs): Promise<ComfyValue> {
    this.fault = await this.tools.render('', 1, id);
    const big = await times(inputs.image('image'), 4);
    const order = { ...(await sizeOf(big)), seed: 1, words: 'enlarged' };
    const isSpoiled = this.fault !== undefined && ['black', 'flat', 'noise', 'wrong-size'].includes(this.fault);
    return image(isSpoiled ? await spoiledPng(this.fault, order) : big);
  }

  private async save(id: string, inputs: Inputs, isKept: boolean): Promise<readonly ComfyValue[]> {
    const { fault } = this;
    const prefix = isKept ? inputs.text('filename_prefix') : 'ComfyUI_temp';
    const names: FileName[] = [];
    for (const picture of inputs.pictures('images')) {
      const bytes = await this.withGraph(picture, fault);
      names.push(this.tools.folders.save(prefix, isKept ? 'output' : 'temp', { bytes, fault }));
    }
    this.tools.saved(id, fault === 'empty-images' ? [] : names);
    return [];
  }

  /** The whole graph is in the file: prompts, models and all. */
  private async withGraph(picture: Buffer, fault: SimulatedFault | undefined): Promise<Buffer> {
    const text = JSON.stringify(this.graph);
    if (fault === 'not-an-image' || fault === 'bomb' || fault === 'huge') {
      return spoiledPng(fault, { ...(await sizeOf(picture)), seed: 1, words: '', text, keyword: 'prompt' });
    }
    const rgb = await sharp(picture).removeAlpha().raw().toBuffer();
    const png = pixelsPng({ ...(await sizeOf(picture)), text, keyword: 'prompt' }, rgb);
    if (fault === 'truncated') return png.subarray(0, Math.floor(png.length / 2));
    return fault === 'jpeg' ? sharp(png).jpeg({ quality: 90 }).toBuffer() : png;
  }

  private read(inputs: Inputs): Buffer {
    const file = this.tools.folders.find(inputs.text('image'));
    if (file === undefined)
      throw new NodeFailure('FileNotFoundError', `[Errno 2] No such file: ${inputs.text('image')}`);
    return file.bytes;
  }

  private signatureOf(id: string): string {
    const node = this.nodeAt(id);
    const parts = Object.entries(node.inputs).map(([name, value]) =>
      Array.isArray(value) ? [name, this.signatureOf(String(value[0])), value[1] as unknown] : [name, value],
    );
    const file = typeof node.inputs.image === 'string' ? this.tools.folders.find(node.inputs.image)?.bytes : undefined;
    return JSON.stringify([node.class_type, parts, file?.toString('base64').slice(-400)]);
  }

  private nodeAt(id: string): GraphNode {
    const node = this.graph[id];
    if (node === undefined) throw new NodeFailure('KeyError', `'${id}'`);
    return node;
  }
}
