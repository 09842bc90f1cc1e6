import { readRecipe } from '../api/images';
import { useLoaded } from '../state/use-loaded';
import { tell, tellFailure } from '../state/toasts';
import { Button } from './button';
import { Facts } from './facts';
import { ErrorState, Loading } from './states';

type Recipe = Readonly<Record<string, unknown>>;

/** What determines a picture: readable first, and as the JSON that it is. */
export function RecipeView({ imageId }: { readonly imageId: string }) {
  const [recipe, again] = useLoaded((signal) => readRecipe(imageId, signal), imageId);
  if (recipe.state === 'loading') return <Loading label="Loading the recipe" />;
  if (recipe.state === 'failed') return <ErrorState error={recipe.error} onRetry={again} />;
  const render = recordIn(recipe.value.render);
  const json = JSON.stringify(recipe.value, null, 2);
  return (
    <div class="recipe">
      <Prompt name="Prompt" text={render.prompt} />
      <Prompt name="Kept out" text={render.negative_prompt} />
      <Facts facts={scalarsIn(render)} />
      <details>
        <summary>As JSON</summary>
        <Button tone="quiet" onClick={() => copy(json)}>
          Copy
        </Button>
        <pre tabIndex={0} role="region" aria-label="The recipe as JSON">
          {json}
        </pre>
      </details>
    </div>
  );
}

function Prompt({ name, text }: { readonly name: string; readonly text: unknown }) {
  if (typeof text !== 'string' || text === '') return null;
  return (
    <section>
      <h3>{name}</h3>
      <p class="prompt">{text}</p>
    </section>
  );
}

function recordIn(value: unknown): Recipe {
  return typeof value === 'object' && value !== null ? (value as Recipe) : {};
}

function scalarsIn(render: Recipe): [string, string][] {
  return Object.entries(render).flatMap(([name, value]): [string, string][] => {
    const isShown = !name.endsWith('prompt') && (typeof value === 'string' || typeof value === 'number');
    return isShown ? [[name.replaceAll('_', ' '), String(value)]] : [];
  });
}

function copy(text: string): void {
  navigator.clipboard.writeText(text).then(() => tell('Copied.'), tellFailure);
}
