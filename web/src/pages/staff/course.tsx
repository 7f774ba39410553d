/** One course: the text, then the quiz. What is right is decided by the plane; after a try it says why wrong answers were wrong. */
import { Button, Radio } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import * as queries from "../../api/staff-queries.ts";
import { answerQuiz, beginQuiz, type StaffQuiz, type StaffQuizResult } from "../../api/staff.ts";
import { useParam } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import styles from "./staff.module.css";

export function StaffCoursePage() {
  const id = useParam("course");
  const { data: course } = useSuspenseQuery(queries.course(id));
  const begin = useMutation({ mutationFn: () => beginQuiz(id) });
  return (
    <Page title={course.title} above={{ to: paths.staffTraining(), words: "Training" }} lead={`About ${course.minutes} minutes, version ${course.version}.`}>
      {begin.data ? (
        <Quiz key={begin.data.id} course={id} quiz={begin.data} onAgain={() => begin.reset()} />
      ) : (
        <>
          {course.sections.map(({ heading, text }) => (
            <Section key={heading} title={heading}>
              <p className={styles.text}>{text}</p>
            </Section>
          ))}
          {begin.error && <FailureNotice error={begin.error} doing="Beginning the quiz" />}
          <Button mt="xl" loading={begin.isPending} onClick={() => begin.mutate()}>
            Begin the quiz
          </Button>
        </>
      )}
    </Page>
  );
}

function Quiz({ course, quiz, onAgain }: { course: string; quiz: StaffQuiz; onAgain: () => void }) {
  const [chosen, setChosen] = useState<readonly (number | undefined)[]>([]);
  const client = useQueryClient();
  const answer = useMutation({
    mutationFn: () => answerQuiz(course, quiz.id, quiz.questions.map((_, n) => chosen[n] ?? 0)),
    onSuccess: () => Promise.all([client.invalidateQueries(queries.own), client.invalidateQueries(queries.training)]),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    answer.mutate();
  };
  if (answer.data) return <Result result={answer.data} needed={quiz.needed} onAgain={onAgain} />;
  const open = quiz.questions.filter((_, n) => chosen[n] === undefined).length;
  return (
    <form onSubmit={submit} aria-label="Quiz">
      {quiz.questions.map((question, n) => (
        <fieldset key={question.ask} className={styles.question}>
          <legend>{n + 1}. {question.ask}</legend>
          <div className={styles.options}>
            {question.options.map((option, place) => (
              <Radio key={option} name={`question-${n}`} label={option} checked={chosen[n] === place} onChange={() => setChosen((now) => quiz.questions.map((_, at) => (at === n ? place : now[at])))} />
            ))}
          </div>
        </fieldset>
      ))}
      {answer.error && <FailureNotice error={answer.error} doing="Answering the quiz" />}
      <div className={form.actions}>
        <Button type="submit" loading={answer.isPending} disabled={open > 0}>Answer</Button>
        {open > 0 && <span className={form.hint}>{open} still open</span>}
      </div>
    </form>
  );
}

function Result({ result, needed, onAgain }: { result: StaffQuizResult; needed: number; onAgain: () => void }) {
  const words = useRef<HTMLDivElement>(null);
  return (
    <div ref={words}>
      <Notice meaning={result.passed ? "neutral" : "risk"} title={`${result.score} of ${result.of} right. ${result.passed ? "You have passed; it holds for a year." : `${needed} are needed.`}`} live />
      {result.wrong.map(({ ask, why }) => (
        <Section key={ask} title={ask}>
          <p className={styles.text}>{why}</p>
        </Section>
      ))}
      <div className={form.actions}>
        {!result.passed && <Button mt="md" onClick={onAgain}>Read it again</Button>}
        <Go to={paths.staffHome()}>Home</Go>
        <Go to={paths.staffTraining()}>All training</Go>
      </div>
    </div>
  );
}
