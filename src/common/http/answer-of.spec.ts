import { answerOf } from './answer-of';

const databaseError = (code: string): Error => Object.assign(new Error('a text of the database'), { code });

describe('answerOf', () => {
  it.each(['ECONNREFUSED', '08006', '40P01', '40001', '53300', '57P01'])(
    'asks to come again when the database could not do it just now (%s)',
    (code) => {
      expect(answerOf(databaseError(code))).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
    },
  );

  it.each(['22P02', '42P01', '23505'])(
    'takes what the database refuses for our own fault (%s), and hides it',
    (code) => {
      const answer = answerOf(databaseError(code));

      expect(answer).toMatchObject({ status: 500, code: 'INTERNAL' });
      expect(JSON.stringify(answer)).not.toContain('a text of the database');
    },
  );
});
