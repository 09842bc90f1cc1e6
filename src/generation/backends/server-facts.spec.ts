import { BackendRejectedError, type Capabilities } from './image-backend';
import { chooseUpscaler, findModel, modelFor, type ServerFacts, type ServerModel } from './server-facts';

const sdxl: ServerModel = {
  name: 'sd_xl_base_1.0',
  theirs: 'sd_xl_base_1.0.safetensors [31e35c80fc]',
  aliases: ['31e35c80fc', 'sd_xl_base_1.0.safetensors'],
};
const dream: ServerModel = { name: 'dreamshaper', theirs: 'dreamshaper', aliases: [] };

const facts = (given: Partial<Capabilities>): ServerFacts => ({
  capabilities: {
    modes: new Set(['txt2img']),
    samplers: [],
    schedulers: [],
    models: [],
    canChangeModel: true,
    progress: false,
    previews: false,
    interrupt: false,
    sizeMultiple: 8,
    ...given,
  },
  samplers: [],
  schedulers: [],
  models: [sdxl, dream],
});

describe('findModel', () => {
  it.each(['sd_xl_base_1.0', 'sd_xl_base_1.0.safetensors [31e35c80fc]', '31e35c80fc', 'sd_xl_base_1.0.safetensors'])(
    'knows a model by %s',
    (name) => {
      expect(findModel([dream, sdxl], name)).toBe(sdxl);
    },
  );

  it.each([undefined, null, '', 'sd_xl', 7])('finds none that is called %p', (name) => {
    expect(findModel([dream, sdxl], name)).toBeUndefined();
  });
});

describe('modelFor', () => {
  it('leaves the choice to the server when the plan has none', () => {
    expect(modelFor(undefined, facts({}))).toBeUndefined();
  });

  it('refuses a model that is not there', () => {
    expect(() => modelFor('imagined', facts({}))).toThrow(BackendRejectedError);
  });

  it('refuses another model than the loaded one where it cannot be changed', () => {
    const fixed = facts({ canChangeModel: false, model: 'sd_xl_base_1.0' });

    expect(modelFor('31e35c80fc', fixed)).toBe(sdxl);
    expect(() => modelFor('dreamshaper', fixed)).toThrow(BackendRejectedError);
    expect(modelFor('dreamshaper', facts({ model: 'sd_xl_base_1.0' }))).toBe(dream);
  });
});

describe('chooseUpscaler', () => {
  it.each([
    [['None', 'Lanczos', 'Nearest', 'ESRGAN_4x', 'R-ESRGAN 4x+'], 'R-ESRGAN 4x+'],
    [['RealESRGAN_x4plus.pth', '4x-UltraSharp.pth'], '4x-UltraSharp.pth'],
    [['SwinIR_4x', 'Nearest'], 'SwinIR_4x'],
    [['LDSR'], 'LDSR'],
    [['None', 'Lanczos', 'Nearest', 'Latent (bicubic)'], undefined],
    [[], undefined],
  ])('chooses of %j: %s', (names, chosen) => {
    expect(chooseUpscaler(names)).toBe(chosen);
  });
});
