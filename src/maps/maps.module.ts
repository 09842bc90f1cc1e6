import { Module } from '@nestjs/common';
import { GenerationModule } from '../generation/generation.module';
import { KnownLocations } from './known-locations';
import { MapArtist } from './map-artist';
import { MapKind } from './map.kind';
import { MapsConsumer } from './maps.consumer';

/** Battle maps of locations. */
@Module({ imports: [GenerationModule], controllers: [MapsConsumer], providers: [MapKind, MapArtist, KnownLocations] })
export class MapsModule {}
