import { useState } from 'preact/hooks';
import type { Image, Variant } from '../api/api-types';
import { download } from '../api/download';
import type { Ask } from '../api/http';
import { bytesText, contentPath, kindName, variantPath } from '../state/image-words';
import { tellFailure } from '../state/toasts';
import { SelectField } from './field';
import { Icon } from './icon';

/** A file that can be had of a picture. */
interface Offer {
  readonly name: string;
  readonly note: string;
  readonly path: string;
  readonly query?: Ask['query'];
}

/** Widths that the service makes pictures in. */
const WIDTHS = [256, 512, 768, 1024, 1536, 2048];
const FORMATS = [
  { value: '', text: 'As stored' },
  { value: 'webp', text: 'WebP' },
  { value: 'avif', text: 'AVIF' },
  { value: 'png', text: 'PNG' },
  { value: 'jpeg', text: 'JPEG' },
];
const TABLETOPS: Readonly<Record<string, string>> = {
  foundry: 'Foundry VTT, with its frame',
  foundry_subject: 'Foundry VTT, for the dynamic ring',
  roll20: 'Roll20',
  owlbear: 'Owlbear Rodeo',
  dndbeyond: 'D&D Beyond',
};

/** Every file that can be had of a picture: for tabletops, for printers, in any size and format. */
export function Downloads({ image }: { readonly image: Image }) {
  return (
    <div class="downloads">
      <ul>
        {offersOf(image).map((offer) => (
          <li key={offer.name}>
            <DownloadButton offer={offer} />
          </li>
        ))}
      </ul>
      <OtherSize image={image} />
    </div>
  );
}

function offersOf(image: Image): Offer[] {
  const shape = `${image.width} × ${image.height}, ${bytesText(image.size_bytes)}`;
  const original = { name: 'The picture', note: `${formatOf(image)}, ${shape}`, path: contentPath(image.id) };
  if (image.kind === 'map') return [original, ...mapOffers(image.id)];
  return image.kind === 'token' ? [...tokenOffers(image), original] : [original];
}

function tokenOffers({ id, variants }: Image): Offer[] {
  const pack = {
    name: 'For every tabletop',
    note: 'ZIP: Foundry, Roll20, Owlbear Rodeo, D&D Beyond',
    path: `api/v1/tokens/${encodeURIComponent(id)}/pack.zip`,
  };
  const made = variants.filter(({ name }) => name in TABLETOPS);
  return [pack, ...made.map((file) => ({ name: TABLETOPS[file.name] ?? file.name, ...described(file, id) }))];
}

function described(file: Variant, id: string): Pick<Offer, 'note' | 'path'> {
  return {
    note: `${formatOf(file)}, ${file.width} × ${file.height}, ${bytesText(file.size_bytes)}`,
    path: variantPath(id, file.name),
  };
}

function mapOffers(id: string): Offer[] {
  const at = (file: string): string => `api/v1/maps/${encodeURIComponent(id)}/${file}`;
  return [
    { name: 'Universal VTT, for players', note: 'Walls, doors and lights; no secrets', path: at('uvtt') },
    {
      name: 'Universal VTT, for game masters',
      note: 'With what is hidden',
      path: at('uvtt'),
      query: { player: 'false' },
    },
    { name: 'Foundry VTT scene', note: 'For “Import Data”, any grid', path: at('foundry') },
    { name: 'To print, A4', note: 'PDF, 1 inch is 5 ft', path: at('print.pdf'), query: { paper: 'a4' } },
    { name: 'To print, Letter', note: 'PDF, 1 inch is 5 ft', path: at('print.pdf'), query: { paper: 'letter' } },
    {
      name: 'Grid and overlays alone',
      note: 'Transparent PNG, for players',
      path: at('overlay.png'),
      query: { layers: 'grid,overlays,legend' },
    },
  ];
}

function DownloadButton({ offer: { name, note, path, query } }: { readonly offer: Offer }) {
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    await download(path, query, 'picture').catch(tellFailure);
    setBusy(false);
  };
  return (
    <button type="button" class="offer" aria-busy={isBusy || undefined} onClick={() => !isBusy && void save()}>
      <Icon name="download" />
      <span>
        <strong>{name}</strong>
        <span>{isBusy ? 'Is being made …' : note}</span>
      </span>
    </button>
  );
}

function OtherSize({ image }: { readonly image: Image }) {
  const [format, setFormat] = useState('webp');
  const [width, setWidth] = useState('');
  const widths = WIDTHS.filter((one) => one < image.width).map((one) => ({ value: String(one), text: `${one} px` }));
  const full = { value: '', text: `${image.width} px` };
  const name = `${kindName(image.kind)} as ${FORMATS.find(({ value }) => value === format)?.text ?? ''}`;
  const offer = {
    name: 'In this size and format',
    note: `${name}, ${width || image.width} px wide`,
    path: contentPath(image.id),
    query: { format, w: width },
  };
  return (
    <fieldset class="other-size">
      <legend class="legend">Another size or format</legend>
      <SelectField label="Format" value={format} options={FORMATS} onInput={setFormat} />
      <SelectField label="Width" value={width} options={[full, ...widths]} onInput={setWidth} />
      <DownloadButton offer={offer} />
    </fieldset>
  );
}

function formatOf({ content_type }: Pick<Image, 'content_type'>): string {
  return content_type.replace('image/', '').replace('webp', 'WebP').replace('png', 'PNG').replace('jpeg', 'JPEG');
}
