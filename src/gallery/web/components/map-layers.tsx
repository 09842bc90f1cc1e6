import { useState } from 'preact/hooks';
import { messageFor } from '../api/api-errors';
import type { Image } from '../api/api-types';
import { usePicture } from '../state/use-picture';
import { CheckField } from './field';

/** Which layers lie over a map. */
export interface MapLayers {
  readonly grid: boolean;
  readonly overlays: boolean;
  readonly legend: boolean;
  /** Whether what players must not see is shown too. */
  readonly isForMaster: boolean;
}

/** Nothing but the map. */
export const NO_LAYERS: MapLayers = { grid: false, overlays: false, legend: false, isForMaster: false };

const SWITCHES = [
  { name: 'grid', label: 'Grid' },
  { name: 'overlays', label: 'Overlays' },
  { name: 'legend', label: 'Legend' },
  { name: 'isForMaster', label: 'What players do not see' },
] as const;

/** Where the chosen layers are as one picture; undefined when there are none. */
export function layerPath(image: Image, layers: MapLayers): string | undefined {
  const wanted = (['grid', 'overlays', 'legend'] as const).filter((name) => layers[name]);
  if (image.kind !== 'map' || wanted.length === 0) return undefined;
  // What the map says can change: the version behind # tells apart what is kept here, and is not sent.
  const query = `layers=${wanted.join(',')}&player=${String(!layers.isForMaster)}`;
  return `api/v1/maps/${encodeURIComponent(image.id)}/overlay.png?${query}#${image.image_version}`;
}

/** Switches for the layers over a map. */
export function MapLayerSwitches({
  image,
  layers,
  onChange,
}: {
  readonly image: Image;
  readonly layers: MapLayers;
  readonly onChange: (layers: MapLayers) => void;
}) {
  const path = layerPath(image, layers);
  // The stage shows the same file: it is fetched once.
  const { url, error } = usePicture(path);
  return (
    <fieldset class="layers">
      <legend class="legend">Layers</legend>
      {SWITCHES.map(({ name, label }) => (
        <CheckField
          key={name}
          label={label}
          isOn={layers[name]}
          onChange={(isOn) => onChange({ ...layers, [name]: isOn })}
        />
      ))}
      <p class="layers-state quiet small" role="status">
        {error === undefined ? path !== undefined && url === undefined && 'Drawing …' : messageFor(error)}
      </p>
    </fieldset>
  );
}

/** The layers of a map, and how they are changed. */
export function useMapLayers(): readonly [MapLayers, (layers: MapLayers) => void] {
  return useState(NO_LAYERS);
}
