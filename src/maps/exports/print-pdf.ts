import { cutTiles, type TileRow } from '../../processing/cut-tiles';
import { derivePicture } from '../../processing/derive/derive-picture';
import { IPTC_NAMESPACE, sourceTypeElement, type Provenance } from '../../processing/provenance';
import { provenanceIn } from '../../processing/provenance-in';
import { rasterise } from '../../processing/rasterise';
import { lines } from '../drawing/svg';
import { gridCells } from '../overlays/grid-cells';
import { widthOf } from '../overlays/label-text';
import { writeLabel } from '../overlays/write-label';
import type { MapSheet } from './map-sheet';
import type { PrintLayout, PrintPage } from './print-layout';

const POINTS = 72;
const GREY = '#444444';
/** Longest side of the overview's picture in pixels: 200 for each inch of paper is more than it needs. */
const OVERVIEW_PX = 1400;
const MARGIN = 42;

/** A print under way. */
interface Print {
  readonly pdf: PDFKit.PDFDocument;
  readonly sheet: MapSheet;
  readonly layout: PrintLayout;
}

/**
 * Prints a map: an overview, then its pages, each with crop marks, a name and (unless the picture has one) the grid in thin
 * lines. The same input gives the same bytes. One row of pages is held in pixels at a time.
 *
 * @param picture encoded, of the sheet's size
 * @param madeAt told as the file's date: the clock would make every print another file
 * @throws UnreadableImageError, ImageTooLargeError when `picture` cannot be decoded; the signal's reason
 */
export async function printPdf(
  print: Omit<Print, 'pdf'> & { readonly picture: Buffer; readonly madeAt: Date },
  gone?: AbortSignal,
): Promise<Buffer> {
  const { sheet, layout, picture, madeAt } = print;
  // With its fonts and tables it takes 5 MB, and few ever print.
  const { default: PDFDocument } = await import('pdfkit');
  const pdf = new PDFDocument({
    size: [layout.pageWidth, layout.pageHeight],
    margin: 0,
    autoFirstPage: false,
    // Since 1.4 a PDF can say of itself what a picture says in its XMP packet.
    pdfVersion: '1.7',
    info: { Title: 'Battle map', Creator: 'image-service', CreationDate: madeAt, ModDate: madeAt },
  });
  const provenance = await provenanceIn(picture);
  if (provenance !== undefined) pdf.appendXML(descriptionOf(provenance));
  const file = bytesOf(pdf);
  await addOverview({ pdf, sheet, layout }, picture);
  const rows = layout.pages.map((row) => tileRow(row, sheet, layout));
  const tiles = cutTiles(picture, rows);
  for (const [index, row] of layout.pages.entries()) {
    for (const [column, page] of row.entries()) {
      gone?.throwIfAborted();
      const tile = (await tiles.next()).value as Buffer;
      const left = rows[index]?.tiles[column]?.leftPx ?? 0;
      addPage({ pdf, sheet, layout }, page, { tile, left, top: rows[index]?.topPx ?? 0 });
    }
  }
  pdf.end();
  return file;
}

/** The print is made as its picture was. */
function descriptionOf(provenance: Provenance): string {
  return `<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="${IPTC_NAMESPACE}">${sourceTypeElement(provenance)}</rdf:Description>`;
}

function bytesOf(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
}

/** The pixels of a row of pages, bleed included: as much as lies on the map, in whole pixels. */
function tileRow(row: readonly PrintPage[], sheet: MapSheet, layout: PrintLayout): TileRow {
  const pixelsPerInch = sheet.pixelsPerSquare / layout.inchesPerSquare;
  const span = (from: number, length: number, all: number): [number, number] => {
    const start = Math.max(0, Math.floor((from - layout.bleedInches) * pixelsPerInch));
    const end = Math.min(all, Math.ceil((from + length + layout.bleedInches) * pixelsPerInch));
    return [start, end - start];
  };
  const [first] = row;
  const [topPx, heightPx] = span(first?.y ?? 0, first?.height ?? 0, sheet.rows * sheet.pixelsPerSquare);
  const tiles = row.map(({ x, width }) => {
    const [leftPx, widthPx] = span(x, width, sheet.columns * sheet.pixelsPerSquare);
    return { leftPx, widthPx };
  });
  return { topPx, heightPx, tiles };
}

function addPage(
  print: Print,
  page: PrintPage,
  { tile, left, top }: { tile: Buffer; left: number; top: number },
): void {
  const { pdf, sheet, layout } = print;
  pdf.addPage();
  const corner = {
    x: (layout.pageWidth - layout.tileWidth * POINTS) / 2,
    y: (layout.pageHeight - layout.tileHeight * POINTS) / 2,
  };
  const pointsPerPixel = (layout.inchesPerSquare * POINTS) / sheet.pixelsPerSquare;
  const at = {
    x: corner.x + left * pointsPerPixel - page.x * POINTS,
    y: corner.y + top * pointsPerPixel - page.y * POINTS,
  };
  // pdfkit draws in points what it is given in pixels.
  pdf.save().translate(at.x, at.y).scale(pointsPerPixel);
  pdf.image(tile, 0, 0).restore();
  if (sheet.gridType !== 'none' && !sheet.isGridPainted) addGrid(print, page, corner);
  addCropMarks(print, page, corner);
  pdf
    .font('Helvetica-Bold', 9)
    .fillColor('#000000')
    .text(page.name, corner.x + 8, corner.y + page.height * POINTS + layout.bleedInches * POINTS + 3, {
      lineBreak: false,
    });
}

/** The grid of the page's part of the map, bleed included, in hairlines. */
function addGrid({ pdf, sheet, layout }: Print, page: PrintPage, corner: { x: number; y: number }): void {
  const { inchesPerSquare, bleedInches } = layout;
  const square = inchesPerSquare * POINTS;
  const box = [
    Math.max(0, (page.x - bleedInches) / inchesPerSquare),
    Math.max(0, (page.y - bleedInches) / inchesPerSquare),
    Math.min(sheet.columns, (page.x + page.width + bleedInches) / inchesPerSquare),
    Math.min(sheet.rows, (page.y + page.height + bleedInches) / inchesPerSquare),
  ] as const;
  const [left, top, right, bottom] = box;
  pdf
    .save()
    .translate(corner.x - page.x * POINTS, corner.y - page.y * POINTS)
    .scale(square);
  pdf.rect(left, top, right - left, bottom - top).clip();
  pdf.path(
    gridCells(sheet.gridType, box)
      .map(({ corners }) => lines(corners, true))
      .join('') || 'M0 0',
  );
  pdf
    .lineWidth(0.6 / square)
    .strokeColor('#000000')
    .strokeOpacity(0.35)
    .stroke()
    .restore();
}

/** Two short lines at each corner of what stays, outside of the bleed. */
function addCropMarks({ pdf, layout }: Print, page: PrintPage, corner: { x: number; y: number }): void {
  const [from, to] = [layout.bleedInches * POINTS + 1, layout.bleedInches * POINTS + 11];
  const [left, top] = [corner.x, corner.y];
  const [right, bottom] = [left + page.width * POINTS, top + page.height * POINTS];
  for (const [x, y, dx, dy] of [[left, top, -1, -1], [right, top, 1, -1], [left, bottom, -1, 1], [right, bottom, 1, 1]] as const) {
    pdf.moveTo(x + dx * from, y).lineTo(x + dx * to, y).moveTo(x, y + dy * from).lineTo(x, y + dy * to);
  } // prettier-ignore
  pdf.lineWidth(0.4).strokeColor('#000000').strokeOpacity(1).stroke();
}

/** The first page: the name, the whole map with the pages on it, and what the printer must be told. */
async function addOverview({ pdf, sheet, layout }: Print, picture: Buffer): Promise<void> {
  const [width, height] = [layout.pageWidth - 2 * MARGIN, layout.pageHeight - 2 * MARGIN - 90];
  const scale = Math.min(width / sheet.columns, height / sheet.rows);
  const [mapWidth, mapHeight] = [sheet.columns * scale, sheet.rows * scale];
  const shrink = OVERVIEW_PX / Math.max(sheet.columns, sheet.rows);
  const [widthPx, heightPx] = [sheet.columns, sheet.rows].map((squares) => Math.max(1, Math.round(squares * shrink)));
  const small = await derivePicture(picture, {
    format: 'jpeg',
    widthPx: widthPx ?? 1,
    heightPx: heightPx ?? 1,
    fit: 'fill',
  });
  const corner = { x: (layout.pageWidth - mapWidth) / 2, y: MARGIN + 70 };
  pdf.addPage();
  pdf.image(await title(sheet.name), MARGIN, MARGIN - 8, { fit: [width, 32], align: 'center' });
  pdf
    .font('Helvetica', 10)
    .fillColor(GREY)
    .text(howToPrint(sheet, layout), MARGIN, MARGIN + 32, { width, align: 'center' });
  pdf.image(small.bytes, corner.x, corner.y, { width: mapWidth, height: mapHeight });
  for (const page of layout.pages.flat()) outlinePage(pdf, page, { corner, scale: scale / layout.inchesPerSquare });
}

function howToPrint({ columns, rows, feetPerSquare }: MapSheet, { inchesPerSquare, pages }: PrintLayout): string {
  const feet = Math.round((feetPerSquare / inchesPerSquare) * 100) / 100;
  const count = pages.flat().length;
  return (
    `${columns} × ${rows} squares of ${feetPerSquare} ft - 1 inch = ${feet} ft - ${count} ${count === 1 ? 'page' : 'pages'}\n` +
    'Print at 100 % (actual size), cut at the marks, lay the pages out as shown.'
  );
}

function outlinePage(
  pdf: PDFKit.PDFDocument,
  { name, x, y, width, height }: PrintPage,
  { corner, scale }: { corner: { x: number; y: number }; scale: number },
): void {
  const [left, top, w, h] = [corner.x + x * scale, corner.y + y * scale, width * scale, height * scale];
  pdf.rect(left, top, w, h).lineWidth(0.8).strokeColor('#ffffff').strokeOpacity(0.9).stroke();
  pdf.rect(left, top, w, h).lineWidth(0.4).strokeColor('#000000').strokeOpacity(1).stroke();
  pdf
    .circle(left + w / 2, top + h / 2, 11)
    .fillColor('#ffffff')
    .fillOpacity(0.85)
    .fill();
  const size = { width: 22, align: 'center', lineBreak: false } as const;
  pdf
    .fillOpacity(1)
    .font('Helvetica-Bold', 9)
    .fillColor('#000000')
    .text(name, left + w / 2 - 11, top + h / 2 - 4, size);
}

/**
 * The name as a picture: a PDF's own fonts know Latin letters only. On white, and without transparency: pdfkit takes
 * transparent pictures apart in the background, and the file would come out in another order each time.
 */
async function title(name: string): Promise<Buffer> {
  const width = Math.max(6, widthOf(name.slice(0, 200)) + 2);
  const across = Math.min(40, width);
  const size = { widthPx: Math.round(across * 48), heightPx: 72 };
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${across * 48}" height="72" viewBox="0 0 ${across} 1.5">` +
    '<rect width="100%" height="100%" fill="#ffffff"/>' +
    `${writeLabel(name, { x: across / 2, y: 1.08, size: 0.95 })}</svg>`;
  return (await derivePicture(await rasterise(svg, size), { format: 'jpeg', ...size, fit: 'fill', quality: 95 })).bytes;
}
