import { SDCPP_SAMPLERS, SDCPP_SCHEDULERS, SDCPP_UPSCALERS } from './sdcpp-names';

/** What sd-server tells about itself, by path; a text is a page. Everything else is 404 without a body. */
export function sdcppAnswers(model: string): Readonly<Record<string, unknown>> {
  const loras = [{ name: 'randlora', path: 'randlora.safetensors' }];
  return {
    '/': '<!doctype html><p>Stable Diffusion Server is running',
    '/sdapi/v1/options': { samples_format: 'png', sd_model_checkpoint: model },
    '/sdapi/v1/sd-models': [
      {
        title: model,
        model_name: model,
        filename: `${model}.safetensors`,
        // A placeholder: the same for every model.
        hash: '8888888888',
        sha256: '8'.repeat(64),
        config: null,
      },
    ],
    '/sdapi/v1/samplers': SDCPP_SAMPLERS.map((name) => ({ name, aliases: [name], options: {} })),
    '/sdapi/v1/schedulers': SDCPP_SCHEDULERS.map((name) => ({ name, label: name })),
    '/sdapi/v1/upscalers': SDCPP_UPSCALERS.map(upscalerOf),
    '/sdapi/v1/latent-upscale-modes': [{ name: 'Latent' }],
    '/sdapi/v1/loras': loras,
    '/v1/models': { data: [{ id: 'sd-cpp-local', object: 'model', owned_by: 'local' }] },
    '/sdcpp/v1/capabilities': {
      samplers: SDCPP_SAMPLERS,
      schedulers: SDCPP_SCHEDULERS,
      loras,
      upscalers: SDCPP_UPSCALERS,
      limits: {
        min_width: 64,
        max_width: 4096,
        min_height: 64,
        max_height: 4096,
        max_batch_count: 8,
        max_queue_size: 64,
      },
    },
  };
}

function upscalerOf(name: string): unknown {
  if (!name.startsWith('Rand')) return { name, model_name: null, model_path: null, model_url: null, scale: 4 };
  return {
    name,
    model_name: 'ESRGAN_4x',
    model_path: `/models/upscalers/${name}.safetensors`,
    model_url: null,
    scale: 4,
  };
}
