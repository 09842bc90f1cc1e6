/**
 * Names of people that prompts are known to borrow: illustrators whose manner is asked for, and faces of public life.
 * Full names, lower-case, without accents; single names only where they mean nothing else. They are left out: a
 * picture is to look like the character, and like nobody's work or face.
 */
export const PERSONS: readonly string[] = [
  // Illustrators, named in prompts on account of their manner.
  'greg rutkowski', 'artgerm', 'stanley lau', 'wlop', 'loish', 'lois van baarle', 'sakimichan', 'sakimi chan', 'krenz cushart', 'ilya kuvshinov',
  'ross tran', 'rossdraws', 'guweiz', 'ruan jia', 'craig mullins', 'marc simonetti', 'peter mohrbacher', 'simon stalenhag', 'james gurney',
  'makoto shinkai', 'hayao miyazaki', 'studio ghibli', 'ghibli', 'yoshitaka amano', 'akihiko yoshida', 'kim jung gi', 'katsuhiro otomo',
  'frank frazetta', 'frazetta', 'boris vallejo', 'julie bell', 'larry elmore', 'keith parkinson', 'jeff easley', 'clyde caldwell', 'gerald brom',
  'magali villeneuve', 'jesper ejsing', 'tyler jacobson', 'tony diterlizzi', 'wayne reynolds', 'john howe', 'alan lee', 'donato giancola',
  'todd lockwood', 'h r giger', 'hr giger', 'giger', 'beksinski', 'zdzislaw beksinski', 'moebius', 'jean giraud', 'mike mignola', 'mignola',
  'jim lee', 'todd mcfarlane', 'rob liefeld', 'alex ross', 'thomas kinkade', 'kinkade', 'bob ross', 'norman rockwell', 'banksy',
  'takashi murakami', 'yayoi kusama', 'jeff koons', 'andy warhol', 'keith haring', 'tim burton', 'wes anderson', 'zack snyder', 'luis royo',
  'anne stokes', 'charlie bowater', 'karla ortiz', 'kelly mckernan', 'sarah andersen', 'grzegorz rutkowski', 'noah bradley', 'raymond swanland',
  'dan mumford', 'john avon', 'rebecca guay', 'terese nielsen', 'steve argyle', 'aleksi briclot', 'bayard wu', 'even mehl amundsen',
  'sam does arts', 'samdoesarts', 'hollie mengert', 'victo ngai', 'jamie hewlett', 'annie leibovitz', 'steve mccurry',
  'artstation', 'deviantart', 'pixiv', 'midjourney',
  // Faces of public life.
  'emma watson', 'emma stone', 'scarlett johansson', 'natalie portman', 'jennifer lawrence', 'jennifer aniston', 'angelina jolie', 'megan fox',
  'margot robbie', 'anya taylor joy', 'ana de armas', 'gal gadot', 'zendaya', 'keira knightley', 'kristen stewart', 'anne hathaway', 'emilia clarke',
  'sydney sweeney', 'millie bobby brown', 'jenna ortega', 'selena gomez', 'taylor swift', 'ariana grande', 'billie eilish', 'beyonce', 'rihanna',
  'lady gaga', 'kim kardashian', 'kylie jenner', 'britney spears', 'madonna ciccone', 'greta thunberg', 'tom cruise', 'brad pitt', 'leonardo dicaprio',
  'johnny depp', 'keanu reeves', 'henry cavill', 'ryan gosling', 'ryan reynolds', 'chris hemsworth', 'chris evans', 'robert downey jr',
  'robert downey', 'tom holland', 'timothee chalamet', 'harrison ford', 'ian mckellen', 'christopher lee', 'viggo mortensen', 'orlando bloom',
  'jason momoa', 'dwayne johnson', 'arnold schwarzenegger', 'sylvester stallone', 'idris elba', 'morgan freeman', 'will smith', 'nicolas cage',
  'pedro pascal', 'benedict cumberbatch', 'daniel radcliffe', 'matthew mercer', 'matt mercer', 'donald trump', 'joe biden', 'barack obama',
  'kamala harris', 'hillary clinton', 'vladimir putin', 'xi jinping', 'kim jong un', 'angela merkel', 'olaf scholz', 'emmanuel macron',
  'boris johnson', 'volodymyr zelensky', 'elon musk', 'mark zuckerberg', 'jeff bezos', 'bill gates', 'steve jobs', 'king charles', 'prince harry',
  'meghan markle', 'kate middleton', 'pope francis', 'dalai lama', 'cristiano ronaldo', 'lionel messi', 'lebron james', 'michael jackson',
  'elvis presley', 'freddie mercury', 'marilyn monroe', 'audrey hepburn', 'michael jordan', 'narendra modi',
]; // prettier-ignore
