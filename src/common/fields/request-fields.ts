import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  MaxLength,
  Min,
  IsString,
} from 'class-validator';
import { MAX_SEED } from '../seed';
import { readTheme, THEMES } from '../themes';

/** Ids of other services: not always UUIDs (their own tests use `char-0`). */
export const FOREIGN_ID = /^[A-Za-z0-9._:-]{1,64}$/;

/** An optional id of another service. */
export const ForeignId = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, description, pattern: FOREIGN_ID.source }),
    IsOptional(),
    Matches(FOREIGN_ID, { message: 'expected 1 to 64 of A–Z a–z 0–9 . _ : -' }),
  );

/** An optional text of at most `max` characters. */
export const OptionalText = (max: number, description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, description, maxLength: max }),
    IsOptional(),
    MaxLength(max, { message: `expected at most ${max} characters` }),
    IsString({ message: 'expected a text' }),
  );

/** `theme`: a visual theme, `traditional` meaning `fantasy`. */
export const ThemeField = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ enum: THEMES }),
    Transform(({ value }: { value: unknown }) => readTheme(value) ?? value),
    IsOptional(),
    IsIn(THEMES, { message: `expected one of ${THEMES.join(', ')}` }),
  );

/** `seed`: an unsigned 32-bit number. */
export const SeedField = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ minimum: 0, maximum: MAX_SEED, description: 'Drawn by the service when absent' }),
    IsOptional(),
    // The last of them is told: what kind of value belongs there.
    Max(MAX_SEED, { message: `expected at most ${MAX_SEED}` }),
    Min(0, { message: 'expected at least 0' }),
    IsInt({ message: 'expected a whole number' }),
  );

/** `tags`: up to 20 short texts. */
export const TagsField = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: [String], maxItems: 20 }),
    IsOptional(),
    IsArray({ message: 'expected a list' }),
    ArrayMaxSize(20, { message: 'expected at most 20 tags' }),
    Matches(/^[\p{L}\p{N} ._:-]{1,50}$/u, {
      each: true,
      message: 'expected tags of 1 to 50 letters, digits, spaces and . _ : -',
    }),
  );

/** `priority`: `low`, `normal`, `high`, `urgent`, or 0 to 9 with 9 most urgent. */
export const PriorityField = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      oneOf: [{ enum: ['low', 'normal', 'high', 'urgent'] }, { type: 'integer', minimum: 0, maximum: 9 }],
    }),
    IsOptional(),
    IsIn(['low', 'normal', 'high', 'urgent', 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], {
      message: 'expected low, normal, high, urgent or 0 to 9',
    }),
  );

/** `fresh`: whether it is to be painted, even if the same picture is there already. */
export const FreshField = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      type: Boolean,
      default: false,
      description: 'Paint it anew; otherwise the same request with the same seed gets the picture that is there',
    }),
    IsOptional(),
    IsBoolean({ message: 'expected true or false' }),
  );

/** Exactly one of several members must be there: how the rule is told in a fault. */
export const missingOneOf = (names: readonly string[]): string => `expected one of ${names.join(', ')}`;
