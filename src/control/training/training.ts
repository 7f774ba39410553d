/**
 * Training of the operator's people (promise H2): courses as files, quizzes whose right answers never leave the plane. The door.
 * Who has to have passed what is judged by staff (standing).
 */
export { assignCourse } from "./assign-course.ts";
export { COURSES, courseOf, coursesFor, TRAINING_DAYS, type Course } from "./courses.ts";
export { trainingRoutes } from "./training.routes.ts";
