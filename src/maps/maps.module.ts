import { Module } from '@nestjs/common';
import { GenerationModule } from '../generation/generation.module';
import { ImagesModule } from '../images/images.module';
import { ExportTurns } from './exports/export-turns';
import { MapExports } from './exports/map-exports';
import { MapExportsController } from './exports/map-exports.controller';
import { KnownLocations } from './known-locations';
import { MapArtist } from './map-artist';
import { MapChanges } from './map-changes';
import { MapKind } from './map.kind';
import { MapsConsumer } from './maps.consumer';
import { MapsController } from './maps.controller';

/** Battle maps of locations. */
@Module({
  imports: [GenerationModule, ImagesModule],
  controllers: [MapsConsumer, MapsController, MapExportsController],
  providers: [MapKind, MapArtist, KnownLocations, MapChanges, MapExports, ExportTurns],
})
export class MapsModule {}
