import { provenanceOf } from './provenance-of';
import type { EditPlan, Recipe } from './recipe';

const edited = (type: EditPlan['type'], origin: EditPlan['source_origin']): Recipe =>
  ({ edit: { type, source_origin: origin, words: '' } }) as Recipe;

describe('provenanceOf', () => {
  it('tells what was drawn from what a model painted', () => {
    expect(provenanceOf({} as Recipe, 'drawn')).toBe('algorithmicMedia');
    expect(provenanceOf({} as Recipe, 'diffused')).toBe('trainedAlgorithmicMedia');
  });

  it('calls an edit by another hand a composite, and keeps calling it so', () => {
    expect(provenanceOf(edited('style', 'diffused'), 'drawn')).toBe('compositeWithTrainedAlgorithmicMedia');
    expect(provenanceOf(edited('inpaint', 'drawn'), 'diffused')).toBe('compositeWithTrainedAlgorithmicMedia');
    expect(provenanceOf(edited('upscale', 'mixed'), 'drawn')).toBe('compositeWithTrainedAlgorithmicMedia');
  });

  it('lets an edit by the same hand, and an interpolated enlargement, be what the source was', () => {
    expect(provenanceOf(edited('style', 'drawn'), 'drawn')).toBe('algorithmicMedia');
    expect(provenanceOf(edited('upscale', 'diffused'), 'drawn')).toBe('trainedAlgorithmicMedia');
  });
});
