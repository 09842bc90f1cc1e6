import { Injectable, type OnModuleInit } from '@nestjs/common';
import { wishesIn } from '../characters/safety/assert-fit-request';
import { assertFitStory, assertFitTexts } from '../characters/safety/assert-fit-texts';
import { textsIn } from '../characters/safety/texts-in';
import type { Json } from '../common/canonical-json';
import { ValidationFailedError } from '../common/errors';
import { missingOneOf } from '../common/fields/request-fields';
import { seedOf } from '../common/seed';
import type { Theme } from '../common/themes';
import { validated } from '../common/validation';
import { CampaignLooks, inColours, inStyle, type Rethemed, type ThemeWishes } from '../generation/campaign-looks';
import type { JobEntity } from '../generation/jobs/job.entity';
import {
  PictureKind,
  PictureKinds,
  type EditWishes,
  type FinishedPicture,
  type Origin,
  type ReadRequest,
} from '../generation/picture-kind';
import type { Composition, Recipe, RenderPlan } from '../generation/recipe';
import type { RenderTiles } from '../generation/tiles/tiles-for';
import { readPriority } from '../hub/envelope/envelope-values';
import { assertOverlaysFit } from '../images/merged-metadata';
import { KnownLocations, type PlaceId } from './known-locations';
import type { MapPlan } from './layout/map-plan';
import { planMap } from './layout/plan-map';
import { normaliseLocation, type NormalLocation } from './location/normalise-location';
import { MapArtist } from './map-artist';
import { MapRequestDto } from './map-request.dto';
import type { OverlayDto } from './overlay.dto';
import { assertOnMap } from './overlays/assert-on-map';
import { mapRecipe, mapTiles, type MapOutput } from './map.recipe';
import { mapSize } from './map-size';
import { composeMapPrompt } from './prompt/compose-map-prompt';

const SUBJECTS = ['location', 'location_id', 'description'] as const;

/** What is stored of a map request: never the location as it came, which may hold secrets. */
type MapParameters = Omit<MapRequestDto, 'location' | 'description' | 'overlays'> & {
  readonly visible?: NormalLocation;
  readonly metadata?: { readonly overlays: readonly OverlayDto[] };
};

/** Battle maps: planned on the grid first, then drawn or painted. */
@Injectable()
export class MapKind extends PictureKind implements OnModuleInit {
  readonly kind = 'map';

  constructor(
    private readonly kinds: PictureKinds,
    private readonly locations: KnownLocations,
    private readonly artist: MapArtist,
    private readonly looks: CampaignLooks,
  ) {
    super();
  }

  onModuleInit(): void {
    this.kinds.register(this);
  }

  read(body: unknown, unknownMembers: 'refuse' | 'drop'): ReadRequest {
    const { location, description, overlays, ...request } = validated(MapRequestDto, body, unknownMembers);
    const told = location ?? (description === undefined ? undefined : { description });
    if (told === undefined && request.location_id === undefined) {
      throw new ValidationFailedError([{ path: 'location', message: missingOneOf(SUBJECTS) }]);
    }
    assertFitTexts([description, ...wishesIn(request.style)]);
    // A place is described in many texts, of which few words are painted: each sentence for itself.
    textsIn(location).visible.forEach(assertFitStory);
    const visible =
      told === undefined ? undefined : normaliseLocation({ ...told, ...(description && { description }) });
    assertOverlaysFit(overlays);
    if (visible !== undefined) assertOnMap(overlays, sizeFor(request, visible));
    return {
      parameters: { ...request, visible, metadata: overlays === undefined ? undefined : { overlays } },
      locationId: request.location_id,
      campaignId: request.campaign_id,
      priority: readPriority(request.priority),
    };
  }

  async compose(job: JobEntity): Promise<Composition> {
    const request = job.parameters as MapParameters;
    const visible =
      request.visible ??
      (await this.recalled({ campaignId: job.campaign_id ?? undefined, locationId: request.location_id ?? '' }));
    const { theme, style } = await this.looks.choose(wishesOf(job, visible.theme));
    const size = sizeFor(request, visible);
    // The size of a place that only its id names is known from here on.
    assertOnMap(request.metadata?.overlays, size);
    const seed = request.seed ?? seedOf(job.id);
    const { setting, features, lighting, mood } = visible;
    const rooms = Array.from({ length: visible.rooms }, () => ({}));
    const { landform, places } = visible;
    const sides = { columns: size.columns, rows: size.rows };
    const plan = planMap({ setting, features, lighting, rooms, theme, landform, places, ...sides }, seed);
    const { prompt, negativePrompt } = composeMapPrompt({ setting, theme, features, lighting, mood });
    const words = { prompt: inColours(prompt, style), negative_prompt: negativePrompt };
    return { recipe: inStyle(mapRecipe({ plan, theme, size, grid: request.grid, ...words, seed }), style) };
  }

  reworded(
    { subject }: Recipe,
    { theme, style, wish, look }: EditWishes,
  ): Pick<RenderPlan, 'prompt' | 'negative_prompt'> {
    const plan = subject as unknown as MapPlan;
    const features = [...new Set(plan.features.map(({ kind }) => kind.replaceAll('_', ' ')))];
    const { lighting, mood, art_style: artStyle } = style ?? {};
    const words = composeMapPrompt({ setting: plan.setting, theme, features, lighting, mood, artStyle, wish });
    return { prompt: inColours(words.prompt, look), negative_prompt: words.negativePrompt };
  }

  enlarged(output: Json, factor: number): Json {
    const { pixels_per_square: pixels, ...rest } = output as unknown as MapOutput;
    return { ...rest, pixels_per_square: pixels * factor };
  }

  override tiles(output: Json): RenderTiles | undefined {
    return mapTiles(output as unknown as MapOutput);
  }

  sketch(recipe: Recipe): Promise<Buffer> {
    return this.artist.sketch(recipe);
  }

  override underpainting(recipe: Recipe, size: { readonly width: number; readonly height: number }): Promise<Buffer> {
    return this.artist.underpainting(recipe, { widthPx: size.width, heightPx: size.height });
  }

  finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    return this.artist.finish(raw, recipe, origin);
  }

  private async recalled(place: PlaceId): Promise<NormalLocation> {
    const visible = await this.locations.recall(place);
    if (visible === undefined) {
      throw new ValidationFailedError([{ path: 'location_id', message: 'no such location was announced' }]);
    }
    return visible;
  }
}

/** A place that says its own theme names it, unless its campaign's new theme is what the map is made for. */
function wishesOf({ parameters, campaign_id: campaignId }: JobEntity, ofPlace: Theme | undefined): ThemeWishes {
  const { theme, rethemed } = parameters as MapParameters & Rethemed;
  return {
    campaignId: campaignId ?? undefined,
    named: theme ?? (rethemed === true ? undefined : ofPlace),
    own: ofPlace,
  };
}

function sizeFor(request: Pick<MapParameters, 'dimensions' | 'grid'>, location: NormalLocation) {
  return mapSize({ dimensions: request.dimensions, location, pixelsPerSquare: request.grid?.pixels_per_square });
}
