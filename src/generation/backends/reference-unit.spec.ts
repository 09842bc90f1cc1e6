import { chooseReferenceUnit } from './reference-unit';

describe('chooseReferenceUnit', () => {
  const extension = ['none', 'ip-adapter-auto', 'ip-adapter_clip_h', 'ip-adapter_clip_g'];
  const older = ['none', 'ip-adapter_clip_sdxl_plus_vith', 'ip-adapter_clip_sdxl'];
  const forge = ['None', 'CLIP-ViT-H (IPAdapter)', 'CLIP-ViT-bigG (IPAdapter)', 'InsightFace+CLIP-H (IPAdapter)'];

  it.each([
    ['the extension', extension, ['ip-adapter_sdxl [a]', 'ip-adapter-plus-face_sdxl_vit-h [b]'], 'ip-adapter-plus-face_sdxl_vit-h [b]', 'ip-adapter-auto'],
    ['an older extension', older, ['ip-adapter-plus_sdxl_vit-h [a]'], 'ip-adapter-plus_sdxl_vit-h [a]', 'ip-adapter_clip_sdxl_plus_vith'],
    ['Forge', forge, ['ip-adapter-plus-face_sdxl_vit-h [a]'], 'ip-adapter-plus-face_sdxl_vit-h [a]', 'CLIP-ViT-H (IPAdapter)'],
    ['Forge, with the large encoder', forge, ['ip-adapter_sdxl [a]'], 'ip-adapter_sdxl [a]', 'CLIP-ViT-bigG (IPAdapter)'],
  ])('takes the best of %s with the encoder that belongs to it', (_who, modules, models, model, module) => {
    expect(chooseReferenceUnit(models, modules)).toEqual({ model, module });
  }); // prettier-ignore

  it.each([
    [
      'for research only',
      ['ip-adapter-faceid_sdxl [a]', 'ip-adapter-faceid-plusv2_sdxl [b]', 'ip_adapter_instant_id_sdxl [c]'],
    ],
    ['for other models', ['ip-adapter-plus-face_sd15 [a]', 'control_v11p_sd15_canny [b]']],
    ['not there', []],
  ])('takes nothing that is %s', (_why, models) => {
    expect(chooseReferenceUnit(models, extension)).toBeUndefined();
  });

  it('takes no adapter without its encoder', () => {
    expect(chooseReferenceUnit(['ip-adapter_sdxl [a]'], ['none', 'canny'])).toBeUndefined();
  });
});
