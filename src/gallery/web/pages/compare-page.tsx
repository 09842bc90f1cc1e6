import { useState } from 'preact/hooks';
import { readImage } from '../api/images';
import { PageTitle } from '../components/page-title';
import { Stage } from '../components/stage';
import { ErrorState, Loading } from '../components/states';
import { type View, WHOLE } from '../layout/view-port';
import { timeText, titleOf } from '../state/image-words';
import { hashOf, type Route } from '../state/route';
import { useLoaded } from '../state/use-loaded';

/** Two versions side by side; whoever looks closely at one looks at the same place of the other. */
export function ComparePage({ route: { path } }: { readonly route: Route }) {
  const [view, setView] = useState(WHOLE);
  const [, first = '', second = ''] = path;
  return (
    <div class="compare">
      <div class="compare-head">
        <PageTitle>Versions side by side</PageTitle>
        <a href={hashOf(['images', first])}>Back to the picture</a>
      </div>
      <div class="compare-pair">
        {[first, second].map((id) => (
          <Side key={id} id={id} view={view} onView={setView} />
        ))}
      </div>
    </div>
  );
}

function Side({
  id,
  view,
  onView,
}: {
  readonly id: string;
  readonly view: View;
  readonly onView: (view: View) => void;
}) {
  const [tagged, again] = useLoaded((signal) => readImage(id, signal), id);
  if (tagged.state === 'loading') return <Loading label="Loading a version" />;
  if (tagged.state === 'failed') return <ErrorState error={tagged.error} onRetry={again} />;
  const { image } = tagged.value;
  return (
    <figure>
      <Stage image={image} view={view} onView={onView} />
      <figcaption>
        <a href={hashOf(['images', id])}>{titleOf(image)}</a>
        <span class="quiet">
          {image.status === 'active' ? 'Current' : 'Earlier'}, {timeText(image.created_at)}
        </span>
      </figcaption>
    </figure>
  );
}
