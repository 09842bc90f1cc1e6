/** Where the TypeORM command line looks; the one definition lives in `src/database/data-source.ts`. */
export { dataSource } from './src/database/data-source';
