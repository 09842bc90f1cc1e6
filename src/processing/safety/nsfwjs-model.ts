import type { PictureScores } from './picture-scores';

/** Side of the square that the model looks at, in pixels. */
export const LOOKED_AT_PX = 224;

interface Tensor {
  dispose(): void;
}

interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor3d(values: Uint8Array, shape: readonly number[], type: string): Tensor;
}

interface Classes {
  classify(
    picture: Tensor,
  ): Promise<readonly { readonly className: keyof PictureScores; readonly probability: number }[]>;
}

interface Nsfwjs {
  load(model: string, options: { readonly modelDefinitions: readonly unknown[] }): Promise<Classes>;
}

/** Packages that are there only where the classifier is wanted, so none that the compiler may look for. */
export const CLASSIFIER_PACKAGES = ['@tensorflow/tfjs', 'nsfwjs/core', 'nsfwjs/models/mobilenet_v2'] as const;

/** Looks at raw pixels: 224 × 224, RGB, 8 bits a channel. */
export type Look = (pixels: Uint8Array) => Promise<PictureScores>;

/**
 * Loads the model with the weights that its package brings; nothing is fetched. Takes about 5 s and 150 MB.
 *
 * @throws when a package is missing
 */
export async function loadNsfwjs(): Promise<Look> {
  const [tensorFlow, nsfwjs, weights] = await Promise.all(CLASSIFIER_PACKAGES.map(load));
  const tf = tensorFlow as unknown as TensorFlow;
  // Plain JavaScript, about 1 s a picture: the faster backends are native or fetch their program.
  await tf.setBackend('cpu');
  await tf.ready();
  const model = await (nsfwjs as unknown as Nsfwjs).load('MobileNetV2', {
    modelDefinitions: [weights?.MobileNetV2Model],
  });
  return async (pixels) => {
    const picture = tf.tensor3d(pixels, [LOOKED_AT_PX, LOOKED_AT_PX, 3], 'int32');
    try {
      const classes = await model.classify(picture);
      return Object.fromEntries(
        classes.map(({ className, probability }) => [className, probability]),
      ) as unknown as PictureScores;
    } finally {
      picture.dispose();
    }
  };
}

async function load(name: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(name)) as Readonly<Record<string, unknown>>;
}
