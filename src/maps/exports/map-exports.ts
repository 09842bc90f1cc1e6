import { Injectable } from '@nestjs/common';
import { canonicalJson, type Json, sha256 } from '../../common/canonical-json';
import { ImageContent } from '../../images/image-content';
import type { ImageEntity } from '../../images/image.entity';
import { ImagesReader } from '../../images/images.reader';
import { imageUrls } from '../../images/image-urls';
import { blackOut } from '../../processing/black-out';
import { rasterise } from '../../processing/rasterise';
import { lines } from '../drawing/svg';
import { withoutHidden } from '../overlays/draw-overlays';
import { type OverlayLayer, overlayLayer } from '../overlays/overlay-layer';
import type { ExportFile } from './export-sender';
import { ExportTurns } from './export-turns';
import { attachment, mapFileName } from './file-name';
import { foundryScene } from './foundry-scene';
import { hiddenPlaces } from './hidden-places';
import { type MapSheet, mapSheet } from './map-sheet';
import { type Paper, printLayout } from './print-layout';
import { printPdf } from './print-pdf';
import { universalVtt, universalVttFile } from './universal-vtt';

/** Raise it when the same map would be exported as other bytes: callers' copies are stale then. */
const EXPORTER = 2;

/** A stored map as files for tabletops and printers. The caller may read the map (`VisibleImages.readable`). */
@Injectable()
export class MapExports {
  constructor(
    private readonly images: ImagesReader,
    private readonly content: ImageContent,
    private readonly turns: ExportTurns,
  ) {}

  /**
   * Universal VTT with the picture in it.
   * @param isForPlayers without secret doors, and black where an area is hidden
   * @throws MapWithoutPlanProblem, NoUniversalVttProblem (409)
   */
  async universalVtt(image: ImageEntity, isForPlayers: boolean): Promise<ExportFile> {
    const sheet = await this.sheetOf(image);
    const vtt = universalVtt(sheet, isForPlayers ? 'player' : 'game_master');
    return this.file(image, sheet, {
      name: mapFileName(sheet, 'dd2vtt'),
      contentType: 'application/json',
      asked: { uvtt: isForPlayers },
      make: async () => {
        const picture = await this.content.file(image.storage_path);
        const areas = isForPlayers ? hiddenPlaces(sheet.overlays).areas : [];
        return universalVttFile(vtt, areas.length === 0 ? picture : await blackOut(picture, blackSvg(sheet, areas)));
      },
    });
  }

  /** A Foundry scene. @param isForPlayers hidden doors are walls, not secret doors @throws MapWithoutPlanProblem (409) */
  async foundry(image: ImageEntity, isForPlayers: boolean): Promise<ExportFile> {
    const sheet = await this.sheetOf(image);
    return this.file(image, sheet, {
      name: mapFileName(sheet, 'json'),
      contentType: 'application/json',
      asked: { foundry: isForPlayers ? 'player' : 'game_master' },
      // Where the picture is that the scene names.
      headers: { Link: `<${imageUrls.content(image.id)}>; rel="related"; type="${image.content_type}"` },
      make: () =>
        Promise.resolve(Buffer.from(JSON.stringify(foundryScene(sheet, isForPlayers ? 'player' : 'game_master')))),
    });
  }

  /** A PDF to print and cut. @throws MapWithoutPlanProblem, TooManyPagesProblem (409) */
  async print(image: ImageEntity, paper: Paper): Promise<ExportFile> {
    const sheet = await this.sheetOf(image);
    const layout = printLayout(sheet, paper);
    return this.file(image, sheet, {
      name: mapFileName(sheet, 'pdf'),
      contentType: 'application/pdf',
      asked: { print: paper },
      make: async (gone) => {
        const picture = await this.content.file(image.storage_path);
        return printPdf({ sheet, layout, picture, madeAt: image.created_at }, gone);
      },
    });
  }

  /** A transparent PNG, exactly as large as the map. @throws MapWithoutPlanProblem (409) */
  async overlay(image: ImageEntity, layers: readonly OverlayLayer[], isForPlayers: boolean): Promise<ExportFile> {
    const sheet = await this.sheetOf(image);
    const overlays = isForPlayers ? withoutHidden(sheet.overlays) : sheet.overlays;
    return this.file(image, sheet, {
      name: mapFileName(sheet, 'png'),
      contentType: 'image/png',
      asked: { overlay: [...layers], isForPlayers },
      make: () => rasterise(overlayLayer(sheet, overlays, layers), { widthPx: image.width, heightPx: image.height }),
    });
  }

  private async sheetOf(image: ImageEntity): Promise<MapSheet> {
    return mapSheet(image, await this.images.recipeOf(image.id));
  }

  private file(
    { id, sha256: bytes, image_version: version }: ImageEntity,
    sheet: MapSheet,
    {
      name,
      asked,
      make,
      ...told
    }: Pick<ExportFile, 'contentType' | 'headers' | 'make'> & { name: string; asked: Json },
  ): ExportFile {
    const etag = `"${sha256(canonicalJson({ exporter: EXPORTER, id, bytes, version, asked }))}"`;
    return {
      ...told,
      etag,
      disposition: attachment(name, sheet),
      make: (gone) => this.turns.run(etag, make, gone),
    };
  }
}

function blackSvg(
  { columns, rows, pixelsPerSquare }: MapSheet,
  areas: ReturnType<typeof hiddenPlaces>['areas'],
): string {
  const size = `width="${columns * pixelsPerSquare}" height="${rows * pixelsPerSquare}" viewBox="0 0 ${columns} ${rows}"`;
  const d = areas.map((area) => lines(area, true)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}><path d="${d}" fill="#000"/></svg>`;
}
