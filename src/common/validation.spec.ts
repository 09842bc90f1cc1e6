import { Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsOptional, Max, ValidateNested } from 'class-validator';
import { ValidationFailedError, type Fault } from './errors';
import { validated } from './validation';

class FrameDto {
  @IsIn(['circle', 'square'], { message: 'expected circle or square' })
  shape = 'circle';
}

class ExampleDto {
  @IsInt({ message: 'expected a whole number' })
  @Max(10, { message: 'expected at most 10' })
  size = 1;

  @IsOptional()
  @IsObject({ message: 'expected an object' })
  @ValidateNested({ message: 'expected an object' })
  @Type(() => FrameDto)
  frame?: FrameDto;
}

class LooseDto {
  @IsOptional()
  @IsIn(['a'])
  name?: string | null;

  @IsOptional()
  @IsObject()
  inner?: object;
}

function faultsOf(body: unknown, unknownMembers: 'refuse' | 'drop' = 'refuse'): readonly Fault[] {
  try {
    validated(ExampleDto, body, unknownMembers);
  } catch (error) {
    if (error instanceof ValidationFailedError) return error.faults;
    throw error;
  }
  return [];
}

describe('validated', () => {
  it('gives an instance with its defaults', () => {
    const dto = validated(ExampleDto, { frame: {} }, 'refuse');

    expect(dto).toBeInstanceOf(ExampleDto);
    expect(dto.frame).toBeInstanceOf(FrameDto);
    expect(dto).toEqual({ size: 1, frame: { shape: 'circle' } });
  });

  it.each([undefined, null, 7, 'text', [], [{}]])('refuses %j as a body', (body) => {
    expect(faultsOf(body)).toEqual([{ path: '', message: 'expected a JSON object' }]);
  });

  it('names every wrong field by its dotted path, one fault each, and never its value', () => {
    const faults = faultsOf({ size: 'MARKER', frame: { shape: 'MARKER' } });

    expect(faults).toEqual([
      { path: 'size', message: 'expected a whole number' },
      { path: 'frame.shape', message: 'expected circle or square' },
    ]);
  });

  it('refuses members it does not know, at every depth, where a person wrote them', () => {
    expect(faultsOf({ siez: 1, frame: { colour: 'red' } })).toEqual([
      { path: 'siez', message: 'is not known here' },
      { path: 'frame.colour', message: 'is not known here' },
    ]);
  });

  it('drops members it does not know where a program of another version wrote them', () => {
    const dto = validated(ExampleDto, { size: 2, siez: 1, frame: { colour: 'red' } }, 'drop');

    expect(dto).toEqual({ size: 2, frame: { shape: 'circle' } });
  });

  it('takes null for what was not said, at every depth, and leaves lists as they are', () => {
    const dto = validated(LooseDto, { name: null, inner: { name: null, list: [null, 1] } }, 'refuse');

    expect(dto).toEqual({ inner: { list: [null, 1] } });
    expect(Object.keys(dto)).toEqual(['inner']);
  });

  it('keeps null where it takes something away', () => {
    const dto = validated(LooseDto, { name: null }, 'refuse', 'kept');

    expect(dto).toEqual({ name: null });
  });

  it('refuses an unknown member that is null', () => {
    expect(faultsOf({ siez: null })).toEqual([{ path: 'siez', message: 'is not known here' }]);
  });

  it('does not repeat a hostile name', () => {
    const faults = faultsOf({ '<script>alert(1)</script>': 1, [`${'x'.repeat(41)}`]: 1, 'a\nb': 1 });

    expect(faults.map((fault) => fault.path)).toEqual(['?', '?', '?']);
    expect(JSON.stringify(faults)).not.toMatch(/script|xxx/);
  });

  it('names at most fifty faults', () => {
    const body = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`wrong_${index}`, 1]));

    expect(faultsOf(body)).toHaveLength(50);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('changes no prototype through a member called %s', (name) => {
    const body: unknown = JSON.parse(`{"${name}": {"polluted": true}, "frame": {"${name}": {"polluted": true}}}`);

    const dto = validated(ExampleDto, body, 'drop');

    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((dto as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['refuse', 'drop'] as const)('refuses a body nested without end as a wrong body (%s)', (unknownMembers) => {
    const body: unknown = JSON.parse(`{"frame": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`);

    expect(faultsOf(body, unknownMembers)).not.toEqual([]);
  });

  it.each([
    ['a list', []],
    ['a text', 'circle'],
    ['a number', 7],
  ])('refuses %s where an object belongs', (_case, frame) => {
    expect(faultsOf({ frame }).map((fault) => fault.path)).toContain('frame');
  });
});
