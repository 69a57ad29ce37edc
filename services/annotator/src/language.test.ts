import { describe, expect, it } from '@jest/globals';
import { analyse } from './text.ts';
import { detectLanguage } from './language.ts';

function codeOf(body: string, declared: string | null = null): string {
  return detectLanguage(analyse({ title: '', body }), declared).code;
}

describe('detectLanguage', () => {
  it.each([
    ['en', 'The government said on Friday that it would spend more on defence.'],
    ['de', 'Die Bundesregierung will im nächsten Jahr mehr Geld für die Verteidigung ausgeben.'],
    ['fr', 'Le gouvernement a annoncé vendredi une hausse du budget de la défense.'],
    ['es', 'El Gobierno anunció el viernes un aumento del presupuesto de defensa.'],
    ['pl', 'Rząd zapowiedział w piątek zwiększenie wydatków na obronność kraju.'],
    ['uk', 'Уряд схвалив проєкт державного бюджету на наступний рік.'],
    ['ar', 'أعلنت الحكومة يوم الجمعة خطة جديدة لإصلاح الاقتصاد.'],
    ['zh', '政府星期五公布了明年的预算草案，并表示将增加国防开支。'],
  ])('detects the language %s', (code, body) => {
    expect(codeOf(body)).toBe(code);
  });

  it.each(['', '12 345,67 – 89', 'https://www.example.org/about/us', 'Ok'])(
    'detects no language in "%s"',
    (body) => {
      expect(codeOf(body)).toBe('und');
    },
  );

  it('takes the declared language when the text is too short', () => {
    expect(detectLanguage(analyse({ title: '', body: 'Ok' }), 'pt-BR')).toEqual({
      code: 'pt',
      confidence: 0.5,
    });
  });

  it('prefers the detected language to the declared one', () => {
    expect(codeOf('Die Bundesregierung will im nächsten Jahr mehr Geld ausgeben.', 'en')).toBe('de');
  });
});
