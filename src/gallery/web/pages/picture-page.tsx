import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { readImage, type TaggedImage } from '../api/images';
import { Downloads } from '../components/downloads';
import { AboutImage, Provenance } from '../components/facts';
import { layerPath, MapLayerSwitches, useMapLayers } from '../components/map-layers';
import { PageTitle } from '../components/page-title';
import { PictureActions } from '../components/picture-actions';
import { RecipeView } from '../components/recipe-view';
import { Stage } from '../components/stage';
import { ErrorState, Loading } from '../components/states';
import { Steps, useArrowKeys } from '../components/steps';
import { TagEditor } from '../components/tag-editor';
import { Versions } from '../components/versions';
import { WHOLE } from '../layout/view-port';
import { allows } from '../state/claims';
import { titleOf } from '../state/image-words';
import type { Route } from '../state/route';
import { session } from '../state/session';
import { useLoaded } from '../state/use-loaded';
import { useStore } from '../state/use-store';

/** One picture: looked at closely, and everything that is known of it. */
export function PicturePage({ route: { path } }: { readonly route: Route }) {
  const id = path[1] ?? '';
  const [tagged, again, put] = useLoaded((signal) => readImage(id, signal), id);
  useArrowKeys(id);
  if (tagged.state === 'ready') return <Opened key={id} tagged={tagged.value} onChanged={put} onStale={again} />;
  return (
    <div class="picture">
      <Steps id={id} />
      <PageTitle>Picture</PageTitle>
      {tagged.state === 'failed' ? (
        <ErrorState error={tagged.error} onRetry={again} />
      ) : (
        <Loading label="Loading the picture">
          <div class="stage skeleton" />
        </Loading>
      )}
    </div>
  );
}

interface OpenedProps {
  readonly tagged: TaggedImage;
  readonly onChanged: (changed: TaggedImage) => void;
  readonly onStale: () => void;
}

function Opened({ tagged, onChanged, onStale }: OpenedProps) {
  const { image } = tagged;
  const [view, setView] = useState(WHOLE);
  const [layers, setLayers] = useMapLayers();
  const title = titleOf(image);
  useEffect(() => {
    document.title = `${title} · Gallery`;
  }, [title]);
  return (
    <div class="picture">
      <Steps id={image.id} />
      <div class="picture-stage">
        <Stage image={image} view={view} onView={setView} layer={layerPath(image, layers)} />
      </div>
      <aside class="picture-side" aria-label="About this picture">
        <div>
          <PageTitle>{title}</PageTitle>
          {image.status === 'superseded' && <p class="notice">A newer version has taken its place.</p>}
          {typeof image.metadata.description === 'string' && <p class="lead">{image.metadata.description}</p>}
        </div>
        {image.kind === 'map' && <MapLayerSwitches {...{ image, layers }} onChange={setLayers} />}
        <Parts {...{ tagged, onChanged, onStale }} />
      </aside>
    </div>
  );
}

function Parts({ tagged, onChanged, onStale }: OpenedProps) {
  const who = useStore(session);
  const { image } = tagged;
  const mayChange = who.state === 'in' && allows(who.claims, 'update');
  return (
    <>
      <AboutImage image={image} />
      <PictureActions image={image} />
      <Part title="Tags" isOpen>
        <TagEditor {...{ tagged, mayChange, onChanged, onStale }} />
      </Part>
      <Part title="Download" isOpen>
        <Downloads image={image} />
      </Part>
      <Part title="Versions">
        <Versions image={image} />
      </Part>
      <Part title="Recipe">
        <RecipeView imageId={image.id} />
      </Part>
      <Part title="Provenance">
        <Provenance image={image} />
      </Part>
    </>
  );
}

/** A part that folds; what is in it is fetched when it is opened first. */
function Part({
  title,
  isOpen = false,
  children,
}: {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly children: ComponentChildren;
}) {
  const [wasOpened, setOpened] = useState(isOpen);
  return (
    <details class="part" open={isOpen} onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>
        <h2>{title}</h2>
      </summary>
      {wasOpened && children}
    </details>
  );
}
