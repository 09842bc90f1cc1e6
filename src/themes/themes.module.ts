import { Module } from '@nestjs/common';
import { ThemesController } from './themes.controller';

/** The list of themes and style elements. */
@Module({ controllers: [ThemesController] })
export class ThemesModule {}
