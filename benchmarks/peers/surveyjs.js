/** The form in SurveyJS with its smallest renderer. */

import { Model } from "survey-core"
import "survey-core/survey-core.fontless.min.css"
import { renderSurvey } from "survey-js-ui"
import { given, ready, store } from "./glue.js"

const survey = new Model(given.survey)
survey.onValueChanged.add((_, { name, value }) => void store(name, value))
survey.onAfterRenderSurvey.add(() => ready())
renderSurvey(survey, document.getElementById("form"))
